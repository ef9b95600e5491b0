# SPDX-License-Identifier: Apache-2.0
# Believe an SGX ECDSA quote v3, or refuse it: the steps of docs/attestation.md, each with its
# letter there, in the same order and with the same codes as lib/quote.

$script:QuoteSizeMax = 16384
$script:RootItem = 'root CA'
$script:CaItem = 'PCK CA'
$script:PckItem = 'PCK certificate'

function Get-PerfLittleEndian {
    param([byte[]] $Bytes, [int] $At, [int] $Size)
    [long] $value = 0
    for ($i = $Size - 1; $i -ge 0; $i--) { $value = 256 * $value + $Bytes[$At + $i] }
    return $value
}

# A: the 48 bytes of the header.
function Confirm-PerfQuoteHeader {
    param([byte[]] $Bytes)
    $item = 'quote header'
    $version = Get-PerfLittleEndian $Bytes 0 2
    if ($version -ne 3) {
        Deny-PerfEvidence ATT_E_QUOTE_VERSION $item "version $version; this program reads version 3"
    }
    $keyType = Get-PerfLittleEndian $Bytes 2 2
    if ($keyType -ne 2) {
        Deny-PerfEvidence ATT_E_AK_TYPE $item "attestation key type $keyType, not 2 (ECDSA P-256)"
    }
    $teeType = Get-PerfLittleEndian $Bytes 4 4
    if ($teeType -ne 0) {
        Deny-PerfEvidence ATT_E_TEE_TYPE $item ('TEE type 0x{0:x}, not 0 (SGX)' -f $teeType)
    }
    $vendor = ConvertTo-PerfHex (Get-PerfSlice $Bytes 12 16)
    foreach ($kind in $script:EvidenceKinds) {
        if ($vendor -ceq $kind.Vendor) { return $vendor }
    }
    Deny-PerfEvidence ATT_E_QE_VENDOR $item 'nobody known here has this vendor id'
}

# A: the layout, top to bottom; nothing in it is believed yet.
function Read-PerfQuote {
    param([byte[]] $Bytes)
    $size = $Bytes.Length
    $ends = "it ends after $size bytes"
    if ($size -gt $script:QuoteSizeMax) {
        Deny-PerfEvidence ATT_E_QUOTE_SIZE 'quote' "$size bytes; at most $QuoteSizeMax are read"
    }
    if ($size -lt 48) { Deny-PerfEvidence ATT_E_QUOTE_TRUNCATED 'quote' $ends }
    $vendor = Confirm-PerfQuoteHeader $Bytes
    if ($size -lt 436) { Deny-PerfEvidence ATT_E_QUOTE_TRUNCATED 'quote' $ends }
    $end = 436 + (Get-PerfLittleEndian $Bytes 432 4)
    if ($size -lt $end) { Deny-PerfEvidence ATT_E_QUOTE_TRUNCATED 'quote' $ends }
    # Some hosts pad with zeros.
    if (-not (Test-PerfZero (Get-PerfSlice $Bytes $end ($size - $end)))) {
        Deny-PerfEvidence ATT_E_QUOTE_SIZE 'quote' 'bytes follow it that are not zero'
    }
    $quote = @{
        Vendor       = $vendor
        Flags        = $Bytes[96] # INIT to EINITTOKEN_KEY are in the lowest byte
        Mrenclave    = Get-PerfSlice $Bytes 112 32
        Mrsigner     = Get-PerfSlice $Bytes 176 32
        IsvProdId    = [int](Get-PerfLittleEndian $Bytes 304 2)
        IsvSvn       = [int](Get-PerfLittleEndian $Bytes 306 2)
        ReportData   = Get-PerfSlice $Bytes 368 64
        SignedPart   = Get-PerfSlice $Bytes 0 432
    }
    Read-PerfQuoteSignatures $Bytes $end $quote
    return $quote
}

# A: the signature section, from byte 436 to `End`.
function Read-PerfQuoteSignatures {
    param([byte[]] $Bytes, [int] $End, [hashtable] $Quote)
    $item = 'quote signature section'
    $short = "its $($End - 436) bytes do not hold what they must"
    if ($End -lt 1014) { Deny-PerfEvidence ATT_E_QUOTE_SIZE $item $short }
    $Quote.Signature = Get-PerfSlice $Bytes 436 64
    $Quote.AttestationKey = Get-PerfSlice $Bytes 500 64
    $Quote.QeReport = Get-PerfSlice $Bytes 564 384
    $Quote.QeSignature = Get-PerfSlice $Bytes 948 64
    $authSize = [int](Get-PerfLittleEndian $Bytes 1012 2)
    $at = 1014 + $authSize
    if ($authSize -gt 1024 -or $End -lt $at + 2) { Deny-PerfEvidence ATT_E_QUOTE_SIZE $item $short }
    $Quote.QeAuth = Get-PerfSlice $Bytes 1014 $authSize
    $type = Get-PerfLittleEndian $Bytes $at 2
    if ($type -ne 5) {
        Deny-PerfEvidence ATT_E_CERT_DATA_TYPE 'quote certification data' (
            "type $type, not 5 (PEM certificate chain)")
    }
    if ($End -lt $at + 6) { Deny-PerfEvidence ATT_E_QUOTE_SIZE $item $short }
    $said = Get-PerfLittleEndian $Bytes ($at + 2) 4
    $there = $End - $at - 6
    if ($said -ne $there) {
        Deny-PerfEvidence ATT_E_CERT_DATA_SIZE 'quote certification data' (
            "it says $said bytes, and $there are there")
    }
    $Quote.PemChain = [Text.Encoding]::GetEncoding(28591).GetString($Bytes, $at + 6, $there)
}

# B1, B2
function Read-PerfChain {
    param([string] $Pem)
    try {
        $ders = @(ConvertFrom-PerfPem $Pem 3)
    } catch [FormatException] {
        Deny-PerfEvidence ATT_E_CERT_FORMAT 'certificate chain' $_.Exception.Message
    }
    $items = $script:PckItem, $script:CaItem, $script:RootItem
    $certificates = for ($i = 0; $i -lt 3; $i++) {
        try {
            Read-PerfCertificate $ders[$i]
        } catch [FormatException] {
            Deny-PerfEvidence ATT_E_CERT_FORMAT $items[$i] $_.Exception.Message
        }
    }
    $pck, $ca, $root = $certificates
    $issuers = $ca, $root, $root
    for ($i = 0; $i -lt 3; $i++) {
        if (-not (Test-PerfEqual $certificates[$i].Issuer $issuers[$i].Subject)) {
            Deny-PerfEvidence ATT_E_CHAIN_LINK $items[$i] (
                'its issuer is not the subject of the next certificate')
        }
    }
    $kind = Get-PerfKindOfChain $pck $ca $root
    if ($null -eq $kind) {
        Deny-PerfEvidence ATT_E_CHAIN_CN 'certificate chain' (
            'its names are not those of an SGX chain')
    }
    return @{ Pck = $pck; Ca = $ca; Root = $root; Kind = $kind }
}

# B3
function Confirm-PerfAnchor {
    param([hashtable] $Chain, [hashtable] $Anchor)
    if (-not (Test-PerfEqual $Chain.Root.Point $Anchor.Point)) {
        $found = if ($Chain.Kind.IsSimulated) { 'a SIMULATED one' } else { 'its key is another one' }
        $wanted = if ($Anchor.IsSimulated) { 'a simulated one' } else { "Intel's" }
        Deny-PerfEvidence ATT_E_ROOT_UNTRUSTED $script:RootItem (
            "$found, and $wanted is the root to trust here")
    }
    if ($Chain.Kind.IsSimulated -ne $Anchor.IsSimulated) {
        Deny-PerfEvidence ATT_E_CHAIN_CN $script:RootItem (
            'this root may not issue certificates with these names')
    }
}

# B4
function Confirm-PerfChainSignatures {
    param([hashtable] $Chain)
    $pck = $Chain.Pck; $ca = $Chain.Ca; $root = $Chain.Root
    foreach ($step in @($root, $root, $RootItem), @($ca, $root, $CaItem), @($pck, $ca, $PckItem)) {
        $certificate, $issuer, $item = $step
        if (-not (Test-PerfP256 $issuer.Point $certificate.Tbs $certificate.Signature)) {
            Deny-PerfEvidence ATT_E_CHAIN_SIGNATURE $item (
                'it is not signed by the key of its issuer')
        }
    }
    foreach ($step in @($root, 1, $RootItem), @($ca, 0, $CaItem)) {
        $certificate, $pathLength, $item = $step
        if (-not (Test-PerfCa $certificate $pathLength)) {
            Deny-PerfEvidence ATT_E_CHAIN_CONSTRAINT $item "not a CA of path length $pathLength"
        }
    }
    if ($pck.IsCa -or $pck.KeyUses -ne $script:UsesOfLeaf) {
        Deny-PerfEvidence ATT_E_CHAIN_CONSTRAINT $script:PckItem (
            'not a certificate for signatures only')
    }
}

# B5
function Confirm-PerfDates {
    param([hashtable] $Chain, [datetime] $At)
    $steps = @($Chain.Root, $RootItem), @($Chain.Ca, $CaItem), @($Chain.Pck, $PckItem)
    foreach ($step in $steps) {
        $certificate, $item = $step
        $from = $certificate.NotBefore.ToString('s')
        $until = $certificate.NotAfter.ToString('s')
        if ($At -lt $certificate.NotBefore) {
            Deny-PerfEvidence ATT_E_CERT_NOT_YET_VALID $item (
                "valid from ${from}Z, judged at $($At.ToString('s'))Z")
        }
        if ($At -gt $certificate.NotAfter) {
            Deny-PerfEvidence ATT_E_CERT_EXPIRED $item (
                "valid until ${until}Z, judged at $($At.ToString('s'))Z")
        }
    }
}

# B8
function Confirm-PerfPlatform {
    param([hashtable] $Chain)
    try {
        if ($null -eq $Chain.Pck.Sgx) { Deny-PerfFormat 'it is missing' }
        $fmspc = Read-PerfSgxExtension $Chain.Pck.Sgx
    } catch [FormatException] {
        Deny-PerfEvidence ATT_E_PCK_EXTENSION $script:PckItem $_.Exception.Message
    }
    if ($Chain.Kind.IsSimulated -and $fmspc -cne $script:SimulatedFmspc) {
        Deny-PerfEvidence ATT_E_NOT_SIMULATED $script:PckItem (
            "its FMSPC is not the one of simulated platforms, $script:SimulatedFmspc")
    }
}

# E, F, H
function Confirm-PerfReports {
    param([hashtable] $Quote, [hashtable] $Pck)
    if (-not (Test-PerfP256 $Pck.Point $Quote.QeReport $Quote.QeSignature)) {
        Deny-PerfEvidence ATT_E_QE_REPORT_SIGNATURE 'QE report' (
            "it is not signed by the PCK certificate's key")
    }
    $vouched = Get-PerfSha256 (Join-PerfBytes @($Quote.AttestationKey, $Quote.QeAuth))
    $wanted = Join-PerfBytes @($vouched, [byte[]]::new(32))
    if (-not (Test-PerfEqual $wanted (Get-PerfSlice $Quote.QeReport 320 64))) {
        Deny-PerfEvidence ATT_E_QE_REPORT_DATA 'QE report' (
            'its report data is not the hash of the attestation key')
    }
    if (-not (Test-PerfP256 $Quote.AttestationKey $Quote.SignedPart $Quote.Signature)) {
        Deny-PerfEvidence ATT_E_QUOTE_SIGNATURE 'quote' (
            'it is not signed by the attestation key')
    }
}

# L: simulated evidence is always DEBUG, Intel's never: the two exclude each other.
function Confirm-PerfPolicy {
    param([hashtable] $Quote, [hashtable] $Policy)
    $item = 'enclave attributes'
    $isDebug = ($Quote.Flags -band 0x02) -ne 0
    if ($isDebug -and -not $Policy.Root.IsSimulated) {
        Deny-PerfEvidence ATT_E_DEBUG $item 'DEBUG is set: the host can read this enclave'
    }
    if (-not $isDebug -and $Policy.Root.IsSimulated) {
        Deny-PerfEvidence ATT_E_NOT_SIMULATED $item (
            'DEBUG is clear, and simulated evidence must set it')
    }
    if (($Quote.Flags -band 0x35) -ne 0x05) {
        Deny-PerfEvidence ATT_E_ATTRIBUTES $item (
            'INIT and MODE64BIT must be set, PROVISION_KEY and EINITTOKEN_KEY clear')
    }
    foreach ($measurement in $Policy.Measurements) {
        if (Test-PerfEqual $measurement $Quote.Mrenclave) { return }
    }
    Deny-PerfEvidence ATT_E_MRENCLAVE 'MRENCLAVE' (
        "$(ConvertTo-PerfHex $Quote.Mrenclave) is none of the $(@($Policy.Measurements).Count) " +
        'allowed measurements')
}

# Everything but report_data, so nothing of what it gives may be believed yet.  `Policy` is
# @{ Root; Measurements; At }.
function Confirm-PerfEvidence {
    param([byte[]] $Bytes, [hashtable] $Policy)
    $quote = Read-PerfQuote $Bytes
    $chain = Read-PerfChain $quote.PemChain
    Confirm-PerfAnchor $chain $Policy.Root
    if ($quote.Vendor -cne $chain.Kind.Vendor) {
        Deny-PerfEvidence ATT_E_QE_VENDOR 'quote header' (
            'the vendor id is not the one of this chain')
    }
    Confirm-PerfChainSignatures $chain
    Confirm-PerfDates $chain $Policy.At
    Confirm-PerfPlatform $chain
    Confirm-PerfReports $quote $chain.Pck
    Confirm-PerfPolicy $quote $Policy
    return @{ Quote = $quote; Chain = $chain }
}

# M, the last step: the facts, when the quote carries exactly these 64 bytes.
function Confirm-PerfReportData {
    param([hashtable] $Evidence, [byte[]] $ReportData)
    $quote = $Evidence.Quote
    $isBound = -not (Test-PerfZero $ReportData) -and (Test-PerfEqual $ReportData $quote.ReportData)
    if (-not $isBound) {
        Deny-PerfEvidence ATT_E_REPORT_DATA 'report_data' (
            "it is not the hash of this answer's keys, nonce and configuration")
    }
    $from = [datetime]::MinValue
    $until = [datetime]::MaxValue
    foreach ($name in 'Pck', 'Ca', 'Root') {
        $certificate = $Evidence.Chain[$name]
        if ($certificate.NotBefore -gt $from) { $from = $certificate.NotBefore }
        if ($certificate.NotAfter -lt $until) { $until = $certificate.NotAfter }
    }
    return @{
        IsSimulated = $Evidence.Chain.Kind.IsSimulated
        IsDebug     = ($quote.Flags -band 0x02) -ne 0
        Mrenclave   = $quote.Mrenclave
        Mrsigner    = $quote.Mrsigner
        IsvProdId   = $quote.IsvProdId
        IsvSvn      = $quote.IsvSvn
        ValidFrom   = $from
        ValidUntil  = $until
    }
}
