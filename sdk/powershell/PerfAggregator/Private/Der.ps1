# SPDX-License-Identifier: Apache-2.0
# DER (X.690 section 10), strictly: one tag at each place, the shortest lengths, nothing left over.
#
# A reader is @{ Bytes; At; End }: a place in bytes and where it must stop.  Whatever is malformed
# is a [FormatException]; who called knows which code that is.

$script:DerBoolean = 0x01
$script:DerInteger = 0x02
$script:DerBitString = 0x03
$script:DerOctetString = 0x04
$script:DerOid = 0x06
$script:DerEnumerated = 0x0a
$script:DerUtf8String = 0x0c
$script:DerPrintableString = 0x13
$script:DerUtcTime = 0x17
$script:DerGeneralizedTime = 0x18
$script:DerSequence = 0x30
$script:DerSet = 0x31
$script:DerContext0 = 0xa0
$script:DerContext3 = 0xa3

function Deny-PerfFormat {
    param([string] $Message)
    throw [FormatException]::new($Message)
}

function Get-PerfDerReader {
    param([byte[]] $Bytes)
    return @{ Bytes = $Bytes; At = 0; End = $Bytes.Length }
}

function Assert-PerfDerEnd {
    param([hashtable] $Reader)
    if ($Reader.At -ne $Reader.End) { Deny-PerfFormat 'bytes left over' }
}

function Test-PerfDerNext {
    param([hashtable] $Reader, [int] $Tag)
    return $Reader.At -lt $Reader.End -and $Reader.Bytes[$Reader.At] -eq $Tag
}

# Step into the next element, which must have this tag; the outer reader stands behind it.
function Enter-PerfDer {
    param([hashtable] $Reader, [int] $Tag)
    $bytes = $Reader.Bytes
    $at = $Reader.At
    if ($at + 2 -gt $Reader.End) { Deny-PerfFormat 'it ends too early' }
    if ($bytes[$at] -ne $Tag) { Deny-PerfFormat ('tag {0:x2}, not {1:x2}' -f $bytes[$at], $Tag) }
    $size = [int]$bytes[$at + 1]
    $at += 2
    if ($size -ge 0x80) {
        # The shortest form; 80 (indefinite) and more than two bytes of length never.
        $count = $size - 0x80
        if ($count -lt 1 -or $count -gt 2 -or $at + $count -gt $Reader.End) {
            Deny-PerfFormat 'length'
        }
        $size = 0
        for ($i = 0; $i -lt $count; $i++) { $size = 256 * $size + $bytes[$at + $i] }
        if ($size -lt @(0x80, 0x100)[$count - 1]) { Deny-PerfFormat 'length' }
        $at += $count
    }
    if ($at + $size -gt $Reader.End) { Deny-PerfFormat 'it ends too early' }
    $Reader.At = $at + $size
    return @{ Bytes = $bytes; At = $at; End = $at + $size }
}

# The contents of the next element.
function Read-PerfDer {
    param([hashtable] $Reader, [int] $Tag)
    $inside = Enter-PerfDer $Reader $Tag
    return , (Get-PerfSlice $inside.Bytes $inside.At ($inside.End - $inside.At))
}

# The next element whole, with its tag and length.
function Read-PerfDerWhole {
    param([hashtable] $Reader, [int] $Tag)
    $before = $Reader.At
    $null = Enter-PerfDer $Reader $Tag
    return , (Get-PerfSlice $Reader.Bytes $before ($Reader.At - $before))
}

# Exactly these bytes.
function Skip-PerfDerExact {
    param([hashtable] $Reader, [byte[]] $Wanted)
    $size = $Wanted.Length
    $isThere = $Reader.At + $size -le $Reader.End -and
        (Test-PerfEqual $Wanted (Get-PerfSlice $Reader.Bytes $Reader.At $size))
    if (-not $isThere) { Deny-PerfFormat 'another algorithm' }
    $Reader.At += $size
}

# The contents of a number that is not negative, in its shortest form.
function Read-PerfDerUnsigned {
    param([hashtable] $Reader, [int] $Tag = $script:DerInteger)
    $contents = Read-PerfDer $Reader $Tag
    if ($contents.Length -eq 0 -or $contents[0] -ge 0x80) { Deny-PerfFormat 'number' }
    if ($contents.Length -gt 1 -and $contents[0] -eq 0 -and $contents[1] -lt 0x80) {
        Deny-PerfFormat 'number'
    }
    return , $contents
}

function Read-PerfDerNumber {
    param([hashtable] $Reader, [int] $Max, [int] $Tag = $script:DerInteger)
    $contents = Read-PerfDerUnsigned $Reader $Tag
    if ($contents.Length -gt 4) { Deny-PerfFormat 'number' }
    [long] $value = 0
    foreach ($byte in $contents) { $value = 256 * $value + $byte }
    if ($value -gt $Max) { Deny-PerfFormat 'number' }
    return [int]$value
}

# A number as exactly `Size` bytes.
function Read-PerfDerNumberBytes {
    param([hashtable] $Reader, [int] $Size)
    $contents = Read-PerfDerUnsigned $Reader
    $skip = [int]($contents[0] -eq 0)
    $count = $contents.Length - $skip
    if ($count -gt $Size) { Deny-PerfFormat 'number' }
    $bytes = [byte[]]::new($Size)
    [Array]::Copy($contents, $skip, $bytes, $Size - $count, $count)
    return , $bytes
}

function Read-PerfDerBoolean {
    param([hashtable] $Reader)
    $contents = Read-PerfDer $Reader $script:DerBoolean
    if ($contents.Length -ne 1 -or $contents[0] -notin 0, 0xff) { Deny-PerfFormat 'boolean' }
    return $contents[0] -eq 0xff
}

function Read-PerfDerOctets {
    param([hashtable] $Reader, [int] $Size)
    $contents = Read-PerfDer $Reader $script:DerOctetString
    if ($contents.Length -ne $Size) { Deny-PerfFormat 'octets' }
    return , $contents
}

# UTCTime or GeneralizedTime in UTC to the second (RFC 5280 section 4.1.2.5), as [datetime].
function Read-PerfDerTime {
    param([hashtable] $Reader)
    $isUtc = Test-PerfDerNext $Reader $script:DerUtcTime
    $tag = if ($isUtc) { $script:DerUtcTime } else { $script:DerGeneralizedTime }
    $text = [Text.Encoding]::ASCII.GetString((Read-PerfDer $Reader $tag))
    if ($isUtc) { $text = $(if ($text -cmatch '\A[5-9]') { '19' } else { '20' }) + $text }
    $time = [datetime]::MinValue
    $isTime = $text -cmatch '\A[0-9]{14}Z\z' -and [datetime]::TryParseExact(
        $text, 'yyyyMMddHHmmssZ', [Globalization.CultureInfo]::InvariantCulture,
        'AssumeUniversal, AdjustToUniversal', [ref]$time)
    if (-not $isTime) { Deny-PerfFormat 'time' }
    return $time
}

# The DER of exactly `Count` PEM certificates; nothing but white space around them, and at most
# one zero byte at the end.
function ConvertFrom-PerfPem {
    param([string] $Text, [int] $Count)
    $block = '[ \t\r\n]*-----BEGIN CERTIFICATE-----\r?\n' +
        '((?:[A-Za-z0-9+/=]{64}\r?\n)*(?:[A-Za-z0-9+/=]{1,63}\r?\n)?)-----END CERTIFICATE-----'
    $found = [regex]::Match($Text, "\A(?:$block){$Count}[ \t\r\n]*\0?\z", 'CultureInvariant')
    if (-not $found.Success) { Deny-PerfFormat "not exactly $Count PEM certificates" }
    foreach ($capture in $found.Groups[1].Captures) {
        $der = ConvertFrom-PerfBase64 ($capture.Value -replace '[\r\n]', '')
        if ($null -eq $der -or $der.Length -eq 0) { Deny-PerfFormat 'base64' }
        , $der
    }
}
