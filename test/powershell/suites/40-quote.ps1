# SPDX-License-Identifier: Apache-2.0
# Quotes: made by Intel's hardware, by a synthetic PKI, and made here to be spoiled one by one.
. ([IO.Path]::Combine($root, 'test', 'powershell', 'Enclave.ps1'))
$reportData = [byte[]](1..64)

# Verify whole; gives ATT_OK or the code.
function Get-Verdict {
    param([byte[]] $Quote, [hashtable] $Policy, [byte[]] $ReportData, $Collateral = $Policy['Collateral'])
    try {
        $null = Confirm-PerfQuote $Quote $Collateral $Policy $ReportData
        return 'ATT_OK'
    } catch {
        $id = $_.FullyQualifiedErrorId
        if ($id -cnotlike 'ATT_E_*') { throw }
        return $id
    }
}

# Look at it only.
function Get-Finding {
    param([byte[]] $Quote, $Collateral, [hashtable] $Root, [datetime] $At = [datetime]::UtcNow)
    try {
        return "$((Test-PerfQuote $Quote $Collateral $Root $At).TcbStatus)"
    } catch {
        $id = $_.FullyQualifiedErrorId
        if ($id -cnotlike 'ATT_E_*') { throw }
        return $id
    }
}

# The policy that trusts this PKI, with its collateral.
function Get-TestPolicy {
    param([hashtable] $Pki, [hashtable] $Spoil = @{})
    $policy = Get-PerfPolicy @{ Anchor = 'simulated'; IsSimulated = $true; Kind = $Pki.Kind
        Point = Get-Point $Pki.Root }
    $policy.Releases = @(@{ Tee = 'SGX'; Mrenclave = $TestMeasurement })
    $policy.Collateral = New-TestCollateral $Pki $Spoil
    return $policy
}

$sim = New-TestPki 1
$intelLike = New-TestPki 0 @{ 'Pck.Sgx' = Join-SgxExtension '00606a000000' }
$policy = Get-TestPolicy $sim

Test-That 'the codes, stages and words are those of lib/quote/att_error.h' {
    $header = [IO.Path]::Combine($root, 'lib', 'quote', 'att_error.h')
    $text = [IO.File]::ReadAllText($header) -replace '\\\r?\n', ''
    $rows = [regex]::Matches($text, 'X\((ATT_E_\w+),\s*"(\w+)",\s*"([^"]*)"\)')
    Assert-True ($rows.Count -gt 25)
    $there = foreach ($row in $rows) {
        $code = $row.Groups[1].Value
        Assert-True $AttestationCodes.ContainsKey($code) $code
        Assert-Equal $row.Groups[2].Value $AttestationCodes[$code][0] $code
        Assert-Equal $row.Groups[3].Value $AttestationCodes[$code][1] $code
        $code
    }
    Assert-Equal $rows.Count $AttestationCodes.Count "more codes here than $there"
}
Test-That 'a good simulated quote is believed, and its facts are what was signed' {
    $quote = New-TestQuote $sim $reportData
    $facts = Confirm-PerfQuote $quote $policy.Collateral $policy $reportData
    Assert-Equal $TestMeasurement $facts.Mrenclave
    Assert-True $facts.IsSimulated
    Assert-True $facts.IsDebug
    Assert-Equal 'UpToDate UpToDate UpToDate 21' (
        "$($facts.TcbStatus) $($facts.PlatformStatus) $($facts.QeStatus) $($facts.EvaluationNumber)")
    Assert-Equal 'root CRL' $facts.ExpiresFirst
}
Test-That 'a good quote with the names of Intel can be looked at under its own root, and trusted under none' {
    $quote = New-TestQuote $intelLike $reportData
    $given = Get-PerfGivenRoot $intelLike.RootPem 'Root'
    $spoil = @{ Documents = { param($documents) $documents.Info['fmspc'] = '00606a000000' } }
    $collateral = New-TestCollateral $intelLike $spoil
    Assert-Equal 'UpToDate' (Get-Finding $quote $collateral $given)
    $trusting = Get-TestPolicy $intelLike $spoil
    $trusting.Root = $given
    Assert-Equal 'ATT_E_ROOT_UNTRUSTED' (Get-Verdict $quote $trusting $reportData)
    $debugged = New-TestQuote $intelLike $reportData @{ Flags = 0x07 }
    Assert-Equal 'ATT_E_DEBUG' (Get-Finding $debugged $collateral $given)
}

$rootFirst = $sim.RootPem + $sim.Chain.Replace($sim.RootPem, '')
$quoteSpoils = [ordered]@{
    'version 2'                    = @{ Version = 2 }, 'ATT_E_QUOTE_VERSION'
    'version 6'                    = @{ Version = 6 }, 'ATT_E_QUOTE_VERSION'
    'another attestation key type' = @{ KeyType = 3 }, 'ATT_E_AK_TYPE'
    'another TEE'                  = @{ TeeType = 0x81 }, 'ATT_E_TEE_TYPE'
    'an unknown vendor'            = @{ Vendor = '00' * 16 }, 'ATT_E_QE_VENDOR'
    'the vendor of the other kind' = @{ Vendor = $EvidenceKinds[0].Vendor }, 'ATT_E_QE_VENDOR'
    'certification data of type 3' = @{ Type = 3 }, 'ATT_E_CERT_DATA_TYPE'
    'no certificates'              = @{ Chain = '' }, 'ATT_E_CERT_FORMAT'
    'text between certificates'    = @{ Chain = $sim.Chain.Replace("`n-----B", "`nhello`n-----B") }, 'ATT_E_CERT_FORMAT'
    'a certificate too many'       = @{ Chain = $sim.Chain + $sim.RootPem }, 'ATT_E_CERT_FORMAT'
    'a chain in another order'     = @{ Chain = $rootFirst }, 'ATT_E_CHAIN_LINK'
    'the chain of another PKI'     = @{ Chain = (New-TestPki 1).Chain }, 'ATT_E_ROOT_UNTRUSTED'
    'a QE report of another key'   = @{ QeSignedBy = Get-TestKey }, 'ATT_E_QE_REPORT_SIGNATURE'
    'a QE that vouches for another'= @{ QeReportData = [byte[]](1..32) }, 'ATT_E_QE_REPORT_DATA'
    'report data with a tail'      = @{ QeReportData = [byte[]](1..64) }, 'ATT_E_QE_REPORT_DATA'
    'a quote of another key'       = @{ SignedBy = Get-TestKey }, 'ATT_E_QUOTE_SIGNATURE'
    'DEBUG clear when simulated'   = @{ Flags = 0x05 }, 'ATT_E_NOT_SIMULATED'
    'INIT clear'                   = @{ Flags = 0x06 }, 'ATT_E_ATTRIBUTES'
    'MODE64BIT clear'              = @{ Flags = 0x03 }, 'ATT_E_ATTRIBUTES'
    'PROVISION_KEY set'            = @{ Flags = 0x17 }, 'ATT_E_ATTRIBUTES'
    'EINITTOKEN_KEY set'           = @{ Flags = 0x27 }, 'ATT_E_ATTRIBUTES'
    'another measurement'          = @{ Mrenclave = [byte[]]::new(32) }, 'ATT_E_MRENCLAVE'
    '1025 bytes of QE data'        = @{ Auth = [byte[]]::new(1025) }, 'ATT_E_QUOTE_SIZE'
    'a zero byte after the chain'  = @{ Chain = $sim.Chain + "`0" }, 'ATT_OK'
    'two zero bytes after it'      = @{ Chain = $sim.Chain + "`0`0" }, 'ATT_E_CERT_FORMAT'
    '1024 bytes of QE data'        = @{ Auth = [byte[]]::new(1024) }, 'ATT_OK'
}
foreach ($what in $quoteSpoils.Keys) {
    Test-That "a quote with $what gets $($quoteSpoils[$what][1])" {
        $quote = New-TestQuote $sim $reportData $quoteSpoils[$what][0]
        Assert-Equal $quoteSpoils[$what][1] (Get-Verdict $quote $policy $reportData)
    }
}
Test-That 'each kind is refused under the root of the other' {
    $real = Get-TestPolicy $sim
    $real.Root = $IntelRoot
    Assert-Equal 'ATT_E_ROOT_UNTRUSTED' (Get-Verdict (New-TestQuote $sim $reportData) $real $reportData)
    Assert-Equal 'ATT_E_ROOT_UNTRUSTED' (Get-Verdict (New-TestQuote $intelLike $reportData) $policy $reportData)
    $mixed = Get-TestPolicy $sim
    $mixed.Root.Kind = $EvidenceKinds[0]
    Assert-Equal 'ATT_E_CHAIN_CN' (Get-Verdict (New-TestQuote $sim $reportData) $mixed $reportData)
    $mixed = Get-TestPolicy $intelLike
    $mixed.Root.Kind = $EvidenceKinds[1]
    Assert-Equal 'ATT_E_CHAIN_CN' (Get-Verdict (New-TestQuote $intelLike $reportData) $mixed $reportData)
}

$keyUsageAgain = Join-Extension '551d0f' $true (ConvertFrom-PerfHex '03020106')
$criticalUnknown = Join-Extension '551d20' $true ([byte[]](5, 0))
$chainSpoils = [ordered]@{
    'a root not signed by itself'      = @{ 'Root.IssuerKey' = Get-TestKey }, 'ATT_E_CHAIN_SIGNATURE'
    'a CA signed by another'           = @{ 'Ca.IssuerKey' = Get-TestKey }, 'ATT_E_CHAIN_SIGNATURE'
    'a PCK signed by another'          = @{ 'Pck.IssuerKey' = Get-TestKey }, 'ATT_E_CHAIN_SIGNATURE'
    'a PCK of another issuer'          = @{ 'Pck.Issuer' = Join-Name 'x' 'y' }, 'ATT_E_CHAIN_LINK'
    'a CA of another issuer'           = @{ 'Ca.Issuer' = Join-Name 'x' 'y' }, 'ATT_E_CHAIN_LINK'
    'a root of another issuer'         = @{ 'Root.Issuer' = Join-Name 'x' 'y' }, 'ATT_E_CHAIN_LINK'
    "a PCK with Intel's name"          = @{ 'Pck.Name' = 'Intel SGX PCK Certificate', 'Simulated' }, 'ATT_E_CHAIN_CN'
    'a CA with another name'           = @{ 'Ca.Name' = 'INSECURE SIMULATED SGX CA', 'Simulated' }, 'ATT_E_CHAIN_CN'
    'a root of another organisation'   = @{ 'Root.Name' = 'INSECURE SIMULATED SGX Root CA', 'Other' }, 'ATT_E_CHAIN_CN'
    'a CA that is none'                = @{ 'Ca.Basic' = '3000' }, 'ATT_E_CHAIN_CONSTRAINT'
    'a CA of path length 1'            = @{ 'Ca.Basic' = '30060101ff020101' }, 'ATT_E_CHAIN_CONSTRAINT'
    'a root without path length'       = @{ 'Root.Basic' = '30030101ff' }, 'ATT_E_CHAIN_CONSTRAINT'
    'a CA for signatures'              = @{ 'Ca.Uses' = '030206c0' }, 'ATT_E_CHAIN_CONSTRAINT'
    'a PCK that is a CA'               = @{ 'Pck.Basic' = '30030101ff' }, 'ATT_E_CHAIN_CONSTRAINT'
    'a PCK for certificates'           = @{ 'Pck.Uses' = '03020106' }, 'ATT_E_CHAIN_CONSTRAINT'
    'a PCK without the SGX extension'  = @{ 'Pck.Sgx' = $null }, 'ATT_E_PCK_EXTENSION'
    'a PCK with half an SGX extension' = @{ 'Pck.Sgx' = [byte[]](0x30, 0) }, 'ATT_E_PCK_EXTENSION'
    'an FMSPC that is not simulated'   = @{ 'Pck.Sgx' = Join-SgxExtension '00906ed50000' }, 'ATT_E_NOT_SIMULATED'
    'an unknown critical extension'    = @{ 'Ca.Extra' = $criticalUnknown }, 'ATT_E_CERT_FORMAT'
    'an unknown extension'             = @{ 'Ca.Extra' = Join-Extension '551d20' $false ([byte[]](5, 0)) }, 'ATT_OK'
    'an extension twice'               = @{ 'Ca.Extra' = $keyUsageAgain }, 'ATT_E_CERT_FORMAT'
    'a written default'                = @{ 'Pck.Basic' = '3003010100' }, 'ATT_E_CERT_FORMAT'
    'a boolean of 01'                  = @{ 'Ca.Basic' = '3006010101020100' }, 'ATT_E_CERT_FORMAT'
    'zero bits in the key usage'       = @{ 'Ca.Uses' = '03020006' }, 'ATT_E_CERT_FORMAT'
    'a PCK from tomorrow'              = @{ 'Pck.From' = [datetime]::UtcNow.AddDays(1) }, 'ATT_E_CERT_NOT_YET_VALID'
    'a CA until yesterday'             = @{ 'Ca.Until' = [datetime]::UtcNow.AddHours(-1) }, 'ATT_E_CERT_EXPIRED'
    'a root until yesterday'           = @{ 'Root.Until' = [datetime]::UtcNow.AddHours(-1) }, 'ATT_E_CERT_EXPIRED'
}
foreach ($what in $chainSpoils.Keys) {
    Test-That "a chain with $what gets $($chainSpoils[$what][1])" {
        $pki = New-TestPki 1 $chainSpoils[$what][0]
        $code = Get-Verdict (New-TestQuote $pki $reportData) (Get-TestPolicy $pki) $reportData
        Assert-Equal $chainSpoils[$what][1] $code
    }
}
Test-That 'report data must be the expected, whole, and never zeros' {
    $quote = New-TestQuote $sim $reportData
    foreach ($other in @(([byte[]](0..63)), ([byte[]](1..63)), [byte[]]::new(64))) {
        Assert-Equal 'ATT_E_REPORT_DATA' (Get-Verdict $quote $policy $other)
    }
    $zero = New-TestQuote $sim ([byte[]]::new(64))
    Assert-Equal 'ATT_E_REPORT_DATA' (Get-Verdict $zero $policy ([byte[]]::new(64)))
}
Test-That 'no release allowed means none, several mean any of them' {
    $quote = New-TestQuote $sim $reportData
    $other = Get-TestPolicy $sim
    $other.Releases = @()
    Assert-Equal 'ATT_E_MRENCLAVE' (Get-Verdict $quote $other $reportData)
    $other.Releases = @(@{ Tee = 'SGX'; Mrenclave = [byte[]]::new(32) }, @{ Tee = 'SGX'; Mrenclave = $TestMeasurement })
    Assert-Equal 'ATT_OK' (Get-Verdict $quote $other $reportData)
    $other.Releases = @(@{ Tee = 'TDX'; Mrtd = [byte[]]::new(48) })
    Assert-Equal 'ATT_E_MRENCLAVE' (Get-Verdict $quote $other $reportData)
    $signed = @{ Tee = 'SGX'; Mrsigner = [byte[]]::new(32); IsvProdId = 0; MinIsvSvn = 0 }
    foreach ($spoil in @('x', 0, 'ATT_OK'), @('IsvProdId', 1, 'ATT_E_ISVPRODID'), @('MinIsvSvn', 1, 'ATT_E_ISVSVN'),
        @('Mrsigner', [byte[]]::new(31), 'ATT_E_MRSIGNER')) {
        $one = $signed.Clone()
        $one[$spoil[0]] = $spoil[1]
        $other.Releases = @(, $one)
        Assert-Equal $spoil[2] (Get-Verdict $quote $other $reportData)
    }
}
Test-That 'every truncation of a quote is refused while its layout is read' {
    $quote = New-TestQuote $sim $reportData
    for ($size = 0; $size -lt $quote.Length; $size += $(if ($size -lt 1100) { 1 } else { 37 })) {
        $code = Get-Verdict (Get-PerfSlice $quote 0 $size) $policy $reportData
        Assert-True ($code -ceq 'ATT_E_QUOTE_TRUNCATED') "$size bytes: $code"
    }
}
Test-That 'zeros may follow a quote, other bytes not, and 16384 bytes are the most' {
    $quote = New-TestQuote $sim $reportData
    $padded = Join-PerfBytes @($quote, [byte[]]::new(16384 - $quote.Length))
    Assert-Equal 'ATT_OK' (Get-Verdict $padded $policy $reportData)
    Assert-Equal 'ATT_E_QUOTE_SIZE' (Get-Verdict (Join-PerfBytes @($padded, [byte[]]::new(1))) $policy $reportData)
    Assert-Equal 'ATT_E_QUOTE_SIZE' (Get-Verdict (Join-PerfBytes @($quote, [byte[]](, 1))) $policy $reportData)
}
Test-That 'lengths that do not add up are refused' {
    $quote = New-TestQuote $sim $reportData
    $codes = foreach ($change in @(432, 0), @(435, 0xff), @(1012, 0xff), @(1013, 0xff), @(1048, 0), @(1051, 0xff)) {
        $spoiled = [byte[]]$quote.Clone()
        $spoiled[$change[0]] = $change[1]
        Get-Verdict $spoiled $policy $reportData
    }
    foreach ($code in $codes) {
        Assert-True ($code -cmatch '\AATT_E_(QUOTE_SIZE|QUOTE_TRUNCATED|CERT_DATA_SIZE|CERT_DATA_TYPE)\z') $code
    }
}
Test-That 'a flipped bit is refused wherever it is' {
    $quote = New-TestQuote $sim $reportData
    for ($at = 0; $at -lt $quote.Length; $at += $(if ($at -lt 1100) { 23 } else { 97 })) {
        $flipped = [byte[]]$quote.Clone()
        $flipped[$at] = $flipped[$at] -bxor (1 -shl ($at % 8))
        Assert-True ((Get-Verdict $flipped $policy $reportData) -cne 'ATT_OK') "byte $at"
    }
}
Test-That "a simulated root is one that bears the simulated name: never Intel's" {
    $root = Get-PerfSimulatedRoot $sim.RootPem
    Assert-Equal (Get-Point $sim.Root) $root.Point
    Assert-True $root.IsSimulated
    $notSelfSigned = (New-TestPki 1 @{ 'Root.IssuerKey' = Get-TestKey }).RootPem
    $noCa = (New-TestPki 1 @{ 'Root.Basic' = '3000' }).RootPem
    foreach ($pem in $intelLike.RootPem, $sim.Chain, '', 'hello', $notSelfSigned, $noCa) {
        Assert-Fails INVALID_OPTION { Get-PerfSimulatedRoot $pem }
    }
}

# Our own vectors, which C and JavaScript run too.
function Get-VectorRoot {
    param([string] $Name)
    if ($Name -ceq 'intel') { return $IntelRoot }
    return Get-PerfSimulatedRoot $vectors['roots'][$Name]
}
# A collateral is whole, or the good one with changes.
function Get-VectorCollateral {
    param([string] $Name)
    $named = @($vectors['collaterals'] | Where-Object { $_['name'] -ceq $Name })[0]
    if ($named.Contains('collateral')) { return , $named['collateral'] }
    $copy = [ordered]@{}
    $good = Get-VectorCollateral 'good'
    foreach ($member in $good.Keys) { $copy[$member] = $good[$member] }
    foreach ($member in $named['changes'].Keys) { $copy[$member] = $named['changes'][$member] }
    return $copy
}
$vectors = Read-JsonFile ([IO.Path]::Combine($root, 'test', 'vectors', 'quote.json'))
foreach ($case in $vectors['cases']) {
    Test-That "our vector '$($case['name'])' gets $($case['code'])" {
        $trusting = Get-VectorRoot $case['root']
        $vectorPolicy = if ($case.Contains('policy')) { Read-PerfPolicy $trusting $case['policy'] } else {
            Get-PerfMeasurementPolicy $trusting $case['measurements'].ToArray() }
        $vectorPolicy.At = ([datetime]$case['at']).ToUniversalTime()
        if ($case.Contains('skew_ms')) { $vectorPolicy.SkewSeconds = $case['skew_ms'] / 1000 }
        $quote = ConvertFrom-PerfBase64 $(if ($case.Contains('quote')) { $case['quote'] } else { $vectors['quote'] })
        $data = ConvertFrom-PerfHex $case['report_data']
        $collateral = Get-VectorCollateral $case['collateral']
        Assert-Equal $case['code'] (Get-Verdict $quote $vectorPolicy $data $collateral)
        if ($case['code'] -cne 'ATT_OK') { return }
        $facts = Confirm-PerfQuote $quote $collateral $vectorPolicy $data
        $wanted = $case['facts']
        Assert-Equal $wanted['mrenclave'] (ConvertTo-PerfHex $facts.Mrenclave)
        Assert-Equal $wanted['mrsigner'] (ConvertTo-PerfHex $facts.Mrsigner)
        Assert-Equal "$($wanted['isvprodid']) $($wanted['isvsvn'])" "$($facts.IsvProdId) $($facts.IsvSvn)"
        Assert-Equal "$($wanted['simulated']) $($wanted['debug'])" "$($facts.IsSimulated) $($facts.IsDebug)"
        Assert-Equal $wanted['tcb_status'] $facts.TcbStatus
        Assert-Equal $wanted['valid_from'] $facts.ValidFrom.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")
        Assert-Equal $wanted['valid_until'] $facts.ValidUntil.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")
    }
}
