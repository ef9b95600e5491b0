# SPDX-License-Identifier: Apache-2.0
# The layout of an ECDSA quote of version 3, 4 or 5, of an SGX enclave or a TD: read, not believed.
# Step A of docs/attestation.md.  Integers in a quote are little-endian.

$script:QuoteSizeMax = @{ 3 = 16384; 4 = 32768; 5 = 32768 }
$script:SectionItem = 'quote signature section'
$script:CertificationItem = 'quote certification data'

# Names and sizes in their order; what has no name is reserved.
$script:SgxReport = @(
    @('', 16), @('MiscSelect', 4), @('', 28), @('Attributes', 16), @('Mrenclave', 32), @('', 32),
    @('Mrsigner', 32), @('', 96), @('IsvProdId', 2), @('IsvSvn', 2), @('', 60), @('ReportData', 64))
$script:TdReport = @(
    @('TeeTcbSvn', 16), @('MrSeam', 48), @('MrSignerSeam', 48), @('SeamAttributes', 8),
    @('TdAttributes', 8), @('', 8), @('Mrtd', 48), @('MrConfigId', 48), @('MrOwner', 48),
    @('MrOwnerConfig', 48), @('Rtmr0', 48), @('Rtmr1', 48), @('Rtmr2', 48), @('Rtmr3', 48),
    @('ReportData', 64))
$script:Td15Report = $script:TdReport + @(@('TeeTcbSvn2', 16), @('MrServiceTd', 48))

function Get-PerfLittleEndian {
    param([byte[]] $Bytes, [int] $At, [int] $Size)
    [long] $value = 0
    for ($i = $Size - 1; $i -ge 0; $i--) { $value = 256 * $value + $Bytes[$At + $i] }
    return $value
}

# A place in bytes; running out of them is this code.
function Get-PerfCursor {
    param([byte[]] $Bytes, [string] $Code, [string] $Item)
    return @{ Bytes = $Bytes; At = 0; Code = $Code; Item = $Item }
}

function Read-PerfBytes {
    param([hashtable] $Cursor, [long] $Size)
    $left = $Cursor.Bytes.Length - $Cursor.At
    Assert-PerfEvidence ($Size -le $left) $Cursor.Code $Cursor.Item (
        "it ends after $($Cursor.Bytes.Length) bytes")
    $Cursor.At += $Size
    return , (Get-PerfSlice $Cursor.Bytes ($Cursor.At - $Size) $Size)
}

function Read-PerfNumber {
    param([hashtable] $Cursor, [int] $Size)
    return Get-PerfLittleEndian (Read-PerfBytes $Cursor $Size) 0 $Size
}

function Read-PerfFields {
    param([hashtable] $Cursor, [object[]] $Layout)
    $fields = @{}
    foreach ($pair in $Layout) {
        $bytes = Read-PerfBytes $Cursor $pair[1]
        if ($pair[0]) { $fields[$pair[0]] = $bytes }
    }
    foreach ($name in 'IsvProdId', 'IsvSvn') {
        if ($fields.ContainsKey($name)) {
            $fields[$name] = [int](Get-PerfLittleEndian $fields[$name] 0 2)
        }
    }
    return $fields
}

function Assert-PerfCertificationType {
    param([int] $Type, [int] $Wanted)
    Assert-PerfEvidence ($Type -eq $Wanted) ATT_E_CERT_DATA_TYPE $script:CertificationItem (
        "type $Type, not $Wanted")
}

# A size, and that many bytes up to the end.
function Read-PerfCertificationData {
    param([hashtable] $Cursor)
    $said = Read-PerfNumber $Cursor 4
    $there = $Cursor.Bytes.Length - $Cursor.At
    Assert-PerfEvidence ($said -eq $there) ATT_E_CERT_DATA_SIZE $script:CertificationItem (
        "it says $said bytes, and $there are there")
    return , (Read-PerfBytes $Cursor $said)
}

function Read-PerfQuoteHeader {
    param([hashtable] $Header)
    $item = 'quote header'
    $version = [int](Read-PerfNumber $Header 2)
    Assert-PerfEvidence ($version -in 3, 4, 5) ATT_E_QUOTE_VERSION $item (
        "version $version; this program reads versions 3 to 5")
    $keyType = Read-PerfNumber $Header 2
    Assert-PerfEvidence ($keyType -eq 2) ATT_E_AK_TYPE $item (
        "attestation key type $keyType, not 2 (ECDSA P-256)")
    $teeType = Read-PerfNumber $Header 4
    $isTdx = $teeType -eq 0x81 -and $version -gt 3
    Assert-PerfEvidence ($teeType -eq 0 -or $isTdx) ATT_E_TEE_TYPE $item (
        'TEE type 0x{0:x}' -f $teeType)
    $null = Read-PerfBytes $Header 4 # QE SVN, PCE SVN
    $vendor = ConvertTo-PerfHex (Read-PerfBytes $Header 16)
    $isKnown = $vendor -cin $script:EvidenceKinds[0].Vendor, $script:EvidenceKinds[1].Vendor
    Assert-PerfEvidence $isKnown ATT_E_QE_VENDOR $item 'nobody known here has this vendor id'
    return @{ Version = $version; Tee = $(if ($isTdx) { 'TDX' } else { 'SGX' }); Vendor = $vendor }
}

# The report; version 5 says which it is.
function Read-PerfBody {
    param([hashtable] $Cursor, [hashtable] $Quote)
    $layouts = @($null, $script:SgxReport, $script:TdReport, $script:Td15Report)
    $type = if ($Quote.Tee -ceq 'SGX') { 1 } else { 2 }
    if ($Quote.Version -eq 5) {
        $said = Read-PerfNumber $Cursor 2
        $size = Read-PerfNumber $Cursor 4
        $fits = $said -ge 1 -and $said -le 3 -and ($said -eq 1) -eq ($type -eq 1)
        Assert-PerfEvidence $fits ATT_E_TEE_TYPE 'quote body' (
            "body type $said does not go with the header's TEE type")
        $type = $said
        $wanted = 0
        foreach ($pair in $layouts[$type]) { $wanted += $pair[1] }
        Assert-PerfEvidence ($size -eq $wanted) ATT_E_QUOTE_SIZE 'quote body' (
            "it says $size bytes, and its type has $wanted")
    }
    return Read-PerfFields $Cursor $layouts[$type]
}

# Attestation key, the quoting enclave's part, and the chain; since version 4 the last two are
# wrapped once more.
function Read-PerfQuoteSignatures {
    param([byte[]] $Bytes, [hashtable] $Quote)
    $section = Get-PerfCursor $Bytes ATT_E_QUOTE_SIZE $script:SectionItem
    $Quote.Signature = Read-PerfBytes $section 64
    $Quote.AttestationKey = Read-PerfBytes $section 64
    if ($Quote.Version -gt 3) {
        Assert-PerfCertificationType (Read-PerfNumber $section 2) 6
        $inner = Read-PerfCertificationData $section
        $section = Get-PerfCursor $inner ATT_E_QUOTE_SIZE $script:SectionItem
    }
    $Quote.QeReport = Read-PerfBytes $section 384
    $Quote.QeSignature = Read-PerfBytes $section 64
    $size = Read-PerfNumber $section 2
    Assert-PerfEvidence ($size -le 1024) ATT_E_QUOTE_SIZE $script:SectionItem "$size bytes of QE data"
    $Quote.QeAuth = Read-PerfBytes $section $size
    $Quote.Qe = Read-PerfFields (Get-PerfCursor $Quote.QeReport ATT_E_QUOTE_SIZE '') $script:SgxReport
    $Quote.CertificationType = Read-PerfNumber $section 2
    $chain = Read-PerfCertificationData $section
    $Quote.PemChain = [Text.Encoding]::GetEncoding(28591).GetString($chain)
}

# A: the layout, top to bottom; nothing in it is believed yet.
function Read-PerfQuote {
    param([byte[]] $Bytes)
    $size = $Bytes.Length
    Assert-PerfEvidence ($size -le $script:QuoteSizeMax[5]) ATT_E_QUOTE_SIZE 'quote' "$size bytes"
    $cursor = Get-PerfCursor $Bytes ATT_E_QUOTE_TRUNCATED 'quote'
    $quote = Read-PerfQuoteHeader (Get-PerfCursor (Read-PerfBytes $cursor 48) ATT_E_QUOTE_SIZE '')
    $max = $script:QuoteSizeMax[$quote.Version]
    Assert-PerfEvidence ($size -le $max) ATT_E_QUOTE_SIZE 'quote' "$size bytes; at most $max are read"
    $quote.Report = Read-PerfBody $cursor $quote
    $quote.SignedPart = Get-PerfSlice $Bytes 0 $cursor.At
    $section = Read-PerfBytes $cursor (Read-PerfNumber $cursor 4)
    # Some hosts pad with zeros.
    $rest = Read-PerfBytes $cursor ($size - $cursor.At)
    Assert-PerfEvidence (Test-PerfZero $rest) ATT_E_QUOTE_SIZE 'quote' (
        'bytes follow it that are not zero')
    Read-PerfQuoteSignatures $section $quote
    return $quote
}
