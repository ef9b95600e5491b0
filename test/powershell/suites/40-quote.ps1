# SPDX-License-Identifier: Apache-2.0
# Quotes: made by Intel's hardware, by a synthetic PKI, and made here to be spoiled one by one.
. ([IO.Path]::Combine($root, 'test', 'powershell', 'Enclave.ps1'))
$reportData = [byte[]](1..64)

# Verify whole; gives ATT_OK or the code.
function Get-Verdict {
    param([byte[]] $Quote, [hashtable] $Policy, [byte[]] $ReportData)
    try {
        $null = Confirm-PerfReportData (Confirm-PerfEvidence $Quote $Policy) $ReportData
        return 'ATT_OK'
    } catch {
        $id = $_.FullyQualifiedErrorId
        if ($id -cnotlike 'ATT_E_*') { throw }
        return $id
    }
}

function Get-TestPolicy {
    param([hashtable] $Pki)
    return @{ Root = @{ IsSimulated = $Pki.Kind.IsSimulated; Point = Get-Point $Pki.Root }
        Measurements = @(, $TestMeasurement); At = [datetime]::UtcNow }
}

$sim = New-TestPki 1
$intelLike = New-TestPki 0
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
    $facts = Confirm-PerfReportData (Confirm-PerfEvidence $quote $policy) $reportData
    Assert-Equal $TestMeasurement $facts.Mrenclave
    Assert-True $facts.IsSimulated
    Assert-True $facts.IsDebug
}
Test-That 'a good quote with the names of Intel is believed under its own root' {
    Assert-Equal 'ATT_OK' (Get-Verdict (New-TestQuote $intelLike $reportData) (Get-TestPolicy $intelLike) $reportData)
}

$rootFirst = $sim.RootPem + $sim.Chain.Replace($sim.RootPem, '')
$quoteSpoils = [ordered]@{
    'version 4'                    = @{ Version = 4 }, 'ATT_E_QUOTE_VERSION'
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
Test-That 'DEBUG under a root that is not simulated gets ATT_E_DEBUG' {
    $quote = New-TestQuote $intelLike $reportData @{ Flags = 0x07 }
    Assert-Equal 'ATT_E_DEBUG' (Get-Verdict $quote (Get-TestPolicy $intelLike) $reportData)
}
Test-That 'each kind is refused under the root of the other' {
    $real = @{ Root = $IntelRoot; Measurements = @(, $TestMeasurement); At = [datetime]::UtcNow }
    Assert-Equal 'ATT_E_ROOT_UNTRUSTED' (Get-Verdict (New-TestQuote $sim $reportData) $real $reportData)
    Assert-Equal 'ATT_E_ROOT_UNTRUSTED' (Get-Verdict (New-TestQuote $intelLike $reportData) $policy $reportData)
    $mixed = Get-TestPolicy $sim
    $mixed.Root.IsSimulated = $false
    Assert-Equal 'ATT_E_CHAIN_CN' (Get-Verdict (New-TestQuote $sim $reportData) $mixed $reportData)
    $mixed = Get-TestPolicy $intelLike
    $mixed.Root.IsSimulated = $true
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
Test-That 'no measurement allowed means none, several mean any of them' {
    $quote = New-TestQuote $sim $reportData
    $none = @{ Root = $policy.Root; Measurements = @(); At = $policy.At }
    Assert-Equal 'ATT_E_MRENCLAVE' (Get-Verdict $quote $none $reportData)
    $two = @{ Root = $policy.Root; Measurements = @([byte[]]::new(32), $TestMeasurement); At = $policy.At }
    Assert-Equal 'ATT_OK' (Get-Verdict $quote $two $reportData)
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
    for ($at = 0; $at -lt $quote.Length; $at += $(if ($at -lt 1100) { 5 } else { 41 })) {
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
$vectors = Read-JsonFile ([IO.Path]::Combine($root, 'test', 'vectors', 'quote.json'))
# The file has collateral; what is not about it is judged here.
$judged = $vectors['cases'] | Where-Object {
    $_['collateral'] -ceq 'good' -and -not $_.Contains('policy') -and
    $_['name'] -cnotlike 'version 4*' -and $_['code'] -cne 'ATT_E_CRL_MISSING'
}
foreach ($case in $judged) {
    Test-That "our vector '$($case['name'])' gets $($case['code'])" {
        $at = ([datetime]$case['at']).ToUniversalTime()
        $allowed = @(foreach ($text in $case['measurements']) { , (ConvertFrom-PerfHex $text) })
        $vectorPolicy = @{ Root = Get-VectorRoot $case['root']; Measurements = $allowed; At = $at }
        $text = if ($case.Contains('quote')) { $case['quote'] } else { $vectors['quote'] }
        $quote = ConvertFrom-PerfBase64 $text
        $data = ConvertFrom-PerfHex $case['report_data']
        Assert-Equal $case['code'] (Get-Verdict $quote $vectorPolicy $data)
        if ($case['code'] -cne 'ATT_OK') { return }
        $facts = Confirm-PerfReportData (Confirm-PerfEvidence $quote $vectorPolicy) $data
        $wanted = $case['facts']
        Assert-Equal $wanted['mrenclave'] (ConvertTo-PerfHex $facts.Mrenclave)
        Assert-Equal $wanted['mrsigner'] (ConvertTo-PerfHex $facts.Mrsigner)
        Assert-Equal "$($wanted['isvprodid']) $($wanted['isvsvn'])" "$($facts.IsvProdId) $($facts.IsvSvn)"
        Assert-Equal "$($wanted['simulated']) $($wanted['debug'])" "$($facts.IsSimulated) $($facts.IsDebug)"
    }
}

# Intel's hardware.  Collateral is not judged here, so an error about it means that the quote is good.
$path = Get-Fixture 'attestation/index.json'
if (-not $path) { Skip-Suite 'no attestation fixtures'; return }
$errors = @{
    DEBUG_ENCLAVE = 'ATT_E_DEBUG'; QE_VENDOR = 'ATT_E_QE_VENDOR'; QUOTE_VERSION = 'ATT_E_QUOTE_VERSION'
    CERT_DATA_TYPE = 'ATT_E_CERT_DATA_TYPE'; CERT_DATA_SIZE = 'ATT_E_CERT_DATA_SIZE'; QE_AUTH = 'ATT_E_QUOTE_SIZE'
    QUOTE_TRUNCATED = 'ATT_E_QUOTE_TRUNCATED'; QUOTE_SIGNATURE = 'ATT_E_QUOTE_SIGNATURE'
    QE_REPORT_DATA = 'ATT_E_QE_REPORT_DATA'; QE_REPORT_SIGNATURE = 'ATT_E_QE_REPORT_SIGNATURE'
}
$special = @{
    'synthetic/quote_from_other_root' = 'ATT_E_ROOT_UNTRUSTED'
    'synthetic/format_version_4_header' = 'ATT_E_QUOTE_VERSION' # only version 3 is read
    'oasis-core/sgx_v3_eppid_certtype2or3' = 'ATT_E_CERT_DATA_TYPE'
    'intel-qvl/sample_sgx_testroot' = 'ATT_E_CERT_DATA_TYPE' # its chain is in the collateral
}
$accepted = @{ Count = 0 }
foreach ($found in (Read-JsonFile $path)) {
    $name = $found['name']
    if ($found.Contains('path')) { $name = $found['path'] }
    if (-not $found.Contains('quote_len')) { continue } # SEV-SNP
    Test-That "the fixture $name gets its verdict" {
        $folder = Get-Fixture "attestation/$name"
        $bytes = [IO.File]::ReadAllBytes([IO.Path]::Combine($folder, 'quote.bin'))
        $report = $found['report']; $data = [byte[]](, 1) * 64; $mrenclave = [byte[]]::new(32)
        if ($null -ne $report) {
            $data = ConvertFrom-PerfHex $report['report_data']
            $mrenclave = ConvertFrom-PerfHex $report['mrenclave']
        }
        $at = [datetime]::new(2024, 1, 2)
        $epoch = [datetime]::new(1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
        if ($found['verification_time_unix'] -is [long]) { $at = $epoch.AddSeconds($found['verification_time_unix']) }
        elseif ($found['pck'] -and $found['pck']['not_before']) {
            $at = ([datetime]$found['pck']['not_before']).ToUniversalTime().AddDays(1)
        }
        $anchor = $IntelRoot
        $own = [IO.Path]::Combine($folder, 'trusted_root.pem')
        if ([IO.File]::Exists($own)) {
            $ownRoot = Read-PerfCertificate (ConvertFrom-PerfPem ([IO.File]::ReadAllText($own)) 1)
            $anchor = @{ IsSimulated = $false; Point = $ownRoot.Point }
        }
        $expected = 'ATT_OK'
        if ($found['version'] -ne 3) { $expected = 'ATT_E_QUOTE_VERSION' }
        elseif ($null -ne $report -and $report['debug']) { $expected = 'ATT_E_DEBUG' }
        elseif (Test-PerfZero $data) { $expected = 'ATT_E_REPORT_DATA' }
        $word = "$($found['error'])" -replace '\W.*', ''
        if ($errors.ContainsKey($word)) { $expected = $errors[$word] }
        if ($special.ContainsKey($name)) { $expected = $special[$name] }
        $code = Get-Verdict $bytes @{ Root = $anchor; Measurements = @(, $mrenclave); At = $at } $data
        Assert-Equal $expected $code
        if ($code -ceq 'ATT_OK') { $accepted.Count++ }
    }
}
Test-That 'many genuine and synthetic quotes were accepted' { Assert-True ($accepted.Count -gt 20) $accepted.Count }
