# SPDX-License-Identifier: Apache-2.0
# Bytes and their texts: hex, base64, base64url, UTF-8, length prefixes.
#
# Every function that gives bytes gives one [byte[]] (hence `return , $x`: PowerShell would
# otherwise hand out the elements one by one).  Reading is canonical: what a correct writer would
# not write is refused with $null, so one value has one text.

$script:Utf8 = [Text.UTF8Encoding]::new($false, $true)

function ConvertTo-PerfBytes {
    param([string] $Text)
    return , $script:Utf8.GetBytes($Text)
}

function ConvertTo-PerfHex {
    param([byte[]] $Bytes)
    return [BitConverter]::ToString($Bytes).Replace('-', '').ToLowerInvariant()
}

# $null unless it is whole bytes in hex, either case.
function ConvertFrom-PerfHex {
    param([string] $Text)
    if ($Text.Length % 2 -ne 0 -or $Text -cnotmatch '\A[0-9a-fA-F]*\z') { return $null }
    $bytes = [byte[]]::new($Text.Length / 2)
    for ($i = 0; $i -lt $bytes.Length; $i++) {
        $bytes[$i] = [Convert]::ToByte($Text.Substring(2 * $i, 2), 16)
    }
    return , $bytes
}

function ConvertTo-PerfBase64Url {
    param([byte[]] $Bytes)
    return [Convert]::ToBase64String($Bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')
}

# $null unless it is canonical base64 with padding (RFC 4648 section 4).
function ConvertFrom-PerfBase64 {
    param([string] $Text)
    if ($Text.Length % 4 -ne 0 -or $Text -cnotmatch '\A[A-Za-z0-9+/]*={0,2}\z') { return $null }
    $bytes = [Convert]::FromBase64String($Text)
    # The unused bits of the last digit must be zero.
    if ([Convert]::ToBase64String($bytes) -cne $Text) { return $null }
    return , $bytes
}

# $null unless it is canonical base64url without padding (RFC 4648 section 5).
function ConvertFrom-PerfBase64Url {
    param([string] $Text)
    if ($Text.Length % 4 -eq 1 -or $Text -cnotmatch '\A[A-Za-z0-9_-]*\z') { return $null }
    $padded = $Text.Replace('-', '+').Replace('_', '/') + ('=' * ((4 - $Text.Length % 4) % 4))
    return , (ConvertFrom-PerfBase64 $padded)
}

function Join-PerfBytes {
    param([object[]] $Parts)
    $size = 0
    foreach ($part in $Parts) { $size += $part.Length }
    $joined = [byte[]]::new($size)
    $at = 0
    foreach ($part in $Parts) {
        [Array]::Copy($part, 0, $joined, $at, $part.Length)
        $at += $part.Length
    }
    return , $joined
}

function Get-PerfSlice {
    param([byte[]] $Bytes, [int] $At, [int] $Size)
    $slice = [byte[]]::new($Size)
    [Array]::Copy($Bytes, $At, $slice, 0, $Size)
    return , $slice
}

# Big-endian, `Size` bytes.
function ConvertTo-PerfInteger {
    param([long] $Value, [int] $Size)
    $bytes = [byte[]]::new($Size)
    for ($i = $Size - 1; $i -ge 0; $i--) {
        $bytes[$i] = [byte]($Value -band 0xff)
        $Value = $Value -shr 8
    }
    return , $bytes
}

# lp(x) of the protocol: a 32-bit big-endian length, then x; of each part in turn.
function Join-PerfPrefixed {
    param([object[]] $Parts)
    $pieces = foreach ($part in $Parts) {
        , (ConvertTo-PerfInteger $part.Length 4)
        , $part
    }
    return , (Join-PerfBytes $pieces)
}

# Equal, in a time that depends on the lengths only (as far as an interpreter can promise).
function Test-PerfEqual {
    param([byte[]] $Left, [byte[]] $Right)
    if ($Left.Length -ne $Right.Length) { return $false }
    $difference = 0
    for ($i = 0; $i -lt $Left.Length; $i++) {
        $difference = $difference -bor ($Left[$i] -bxor $Right[$i])
    }
    return $difference -eq 0
}

function Test-PerfZero {
    param([byte[]] $Bytes)
    return Test-PerfEqual $Bytes ([byte[]]::new($Bytes.Length))
}

# Wipe arrays of bytes or characters; $null is fine.
function Clear-PerfSecret {
    param([object[]] $Secrets)
    foreach ($secret in $Secrets) {
        if ($null -ne $secret) { [Array]::Clear($secret, 0, $secret.Length) }
    }
}

function Get-PerfRandom {
    param([int] $Size)
    $bytes = [byte[]]::new($Size)
    $source = [Security.Cryptography.RandomNumberGenerator]::Create()
    try { $source.GetBytes($bytes) } finally { $source.Dispose() }
    return , $bytes
}
