# SPDX-License-Identifier: Apache-2.0
# Believe a quote, or refuse it: the steps of docs/attestation.md, each with its letter there, in the
# same order and with the same codes as lib/quote.

# The collateral's members: their form, and how large each may be.  The last is not in the hash.
$script:CollateralMembers = [ordered]@{
    root_ca_crl              = 'hex', 32768
    pck_crl                  = 'hex', 32768
    tcb_info_issuer_chain    = 'text', 16384
    tcb_info                 = 'text', 65536
    tcb_info_signature       = 'hex', 64
    qe_identity_issuer_chain = 'text', 16384
    qe_identity              = 'text', 65536
    qe_identity_signature    = 'hex', 64
    pck_certificate_chain    = 'text', 16384
}
# Who issued the PCK CRL is read from the platform's own chain instead.
$script:CollateralIgnored = 'pck_crl_issuer_chain'

# The members as bytes and texts; what is absent comes out empty, and the step that needs it refuses.
function Read-PerfCollateral {
    param($Collateral)
    $code = 'ATT_E_COLLATERAL_FORMAT'
    $item = 'collateral'
    Assert-PerfEvidence ($Collateral -is [Collections.IDictionary]) $code $item 'it is not a JSON object'
    foreach ($name in $Collateral.Keys) {
        $isKnown = $script:CollateralMembers.Contains($name) -or $name -cin $script:CollateralIgnored
        Assert-PerfEvidence $isKnown $code $item "`"$name`" is an unknown member"
    }
    $read = @{}
    foreach ($name in $script:CollateralMembers.Keys) {
        $form, $max = $script:CollateralMembers[$name]
        $text = ''
        if ($Collateral.Contains($name)) { $text = $Collateral[$name] }
        Assert-PerfEvidence ($text -is [string]) $code $item "`"$name`" is not a text"
        $value = $text
        if ($form -ceq 'hex') {
            $value = ConvertFrom-PerfHex $text
            Assert-PerfEvidence ($null -ne $value) $code $item "`"$name`" is not hexadecimal"
        }
        Assert-PerfEvidence ($value.Length -le $max) $code $item "`"$name`" is longer than $max"
        $read[$name] = $value
    }
    return $read
}

# The platform's certificates: the collateral's, if it has them; else the quote's own.
function Get-PerfPlatformChain {
    param([hashtable] $Quote, [hashtable] $Given)
    if ($Given.pck_certificate_chain) { return $Given.pck_certificate_chain }
    Assert-PerfCertificationType $Quote.CertificationType 5
    return $Quote.PemChain
}

# B6, B7, the end of it: said only after all that can be found out without a list, so that evidence
# that is bad with any list is called so.
function Assert-PerfListsAreThere {
    param([hashtable] $Given)
    foreach ($pair in ('root_ca_crl', 'root CRL'), ('pck_crl', 'PCK CRL')) {
        Assert-PerfEvidence ($Given[$pair[0]].Length -gt 0) ATT_E_CRL_MISSING $pair[1] (
            'the collateral does not have it')
    }
}

# B6, B7
function Confirm-PerfCrl {
    param([byte[]] $Der, [hashtable] $Issuer, [string] $Item, [hashtable] $Clock)
    if ($Der.Length -eq 0) { return @{ Revoked = @{} } } # until Assert-PerfListsAreThere
    $crl = Read-PerfEvidence ATT_E_CRL_FORMAT $Item { Read-PerfCrl $Der }
    Assert-PerfEvidence (Test-PerfEqual $crl.Issuer $Issuer.Subject) ATT_E_CRL_ISSUER $Item (
        'its issuer is not the one of the certificates it is for')
    Assert-PerfEvidence (Test-PerfP256 $Issuer.Point $crl.Tbs $crl.Signature) ATT_E_CRL_SIGNATURE $Item (
        'it is not signed by the key of its issuer')
    Confirm-PerfDates $crl $Clock @{ Early = 'ATT_E_CRL_NOT_YET_VALID'; Late = 'ATT_E_CRL_EXPIRED' } $Item
    return $crl
}

# B8
function Read-PerfPlatform {
    param([hashtable] $Pck, [hashtable] $Root)
    $code = 'ATT_E_PCK_EXTENSION'
    $item = $script:PckChain.Items[0]
    Assert-PerfEvidence ($null -ne $Pck.Sgx) $code $item 'it has no SGX extension'
    $platform = Read-PerfEvidence $code $item { Read-PerfSgxExtension $Pck.Sgx }
    $isOfKind = -not $Root.Kind.IsSimulated -or $platform.Fmspc -ceq $script:SimulatedFmspc
    Assert-PerfEvidence $isOfKind ATT_E_NOT_SIMULATED $item (
        "its FMSPC is not the one of simulated platforms, $script:SimulatedFmspc")
    return $platform
}

# E, F
function Confirm-PerfQeReport {
    param([hashtable] $Quote, [hashtable] $Pck)
    Assert-PerfEvidence (Test-PerfP256 $Pck.Point $Quote.QeReport $Quote.QeSignature) (
        'ATT_E_QE_REPORT_SIGNATURE') 'QE report' "it is not signed by the PCK certificate's key"
    $vouched = Get-PerfSha256 (Join-PerfBytes @($Quote.AttestationKey, $Quote.QeAuth))
    $wanted = Join-PerfBytes @($vouched, [byte[]]::new(32))
    Assert-PerfEvidence (Test-PerfEqual $wanted $Quote.Qe.ReportData) ATT_E_QE_REPORT_DATA 'QE report' (
        'its report data is not the hash of the attestation key')
}

# I, J, K: @{ Status; Platform; Qe; Advisories; Date }.
function Get-PerfStatus {
    param([hashtable] $Quote, [hashtable] $Platform, [hashtable] $Info, [hashtable] $Identity)
    $report = $Quote.Report
    $qe = Get-PerfQeLevel $Identity $Quote.Qe
    $launch = Get-PerfPlatformLevel $Info $Platform $report $report['TeeTcbSvn']
    $status = Get-PerfConverged $launch.Status $qe.Status
    if ($report.ContainsKey('TeeTcbSvn2')) {
        $current = Get-PerfPlatformLevel $Info $Platform $report $report.TeeTcbSvn2
        $status = Get-PerfRelaunched $status (Get-PerfConverged $current.Status $qe.Status)
    }
    $advisories = @(foreach ($name in @($launch.Advisories) + @($qe.Advisories)) { $name })
    return @{
        Status     = $status
        Platform   = $launch.Status
        Qe         = $qe.Status
        Advisories = @($advisories | Select-PerfDistinct)
        Date       = $launch.Date
    }
}

# Each text once, in order of appearance.
filter Select-PerfDistinct {
    begin { $seen = @{} }
    process {
        if (-not $seen.ContainsKey($_)) {
            $seen[$_] = $true
            $_
        }
    }
}

# A to K: everything that makes a quote genuine, and the status it then has.  Gives @{ Quote; Root;
# Platform; Status; Documents; Windows }.
function Confirm-PerfGenuine {
    param([byte[]] $Bytes, $Collateral, [hashtable] $Root, [datetime] $At, [int] $SkewSeconds = 0)
    $clock = @{ At = $At; SkewSeconds = $SkewSeconds
        Windows = [Collections.Generic.List[object]]::new() }
    $given = Read-PerfCollateral $Collateral
    $quote = Read-PerfQuote $Bytes # A
    $pem = Get-PerfPlatformChain $quote $given
    $isBeside = $pem -ceq $given.pck_certificate_chain
    $chain = Read-PerfChain $pem -IsBeside:$isBeside $script:PckChain $Root # B1 to B3
    $pck, $ca, $top = $chain
    Assert-PerfEvidence ($quote.Vendor -ceq $Root.Kind.Vendor) ATT_E_QE_VENDOR 'quote header' (
        'the vendor id is not the one of this chain')
    Confirm-PerfChain $chain $script:PckChain $clock # B4, B5
    $isEmpty = @($given.Values).Where({ $_.Length -gt 0 }).Count -eq 0
    if ($isEmpty) { Assert-PerfListsAreThere $given }
    $rootCrl = Confirm-PerfCrl $given.root_ca_crl $top 'root CRL' $clock # B6
    Assert-PerfEvidence (-not (Test-PerfRevoked $rootCrl $ca)) ATT_E_REVOKED_CA 'PCK CA' (
        'the root CRL names its serial number')
    $pckCrl = Confirm-PerfCrl $given.pck_crl $ca 'PCK CRL' $clock # B7
    Assert-PerfEvidence (-not (Test-PerfRevoked $pckCrl $pck)) ATT_E_REVOKED_PCK 'PCK certificate' (
        'the PCK CRL names its serial number')
    $platform = Read-PerfPlatform $pck $Root # B8
    $under = @{ Root = $Root; RootCrl = $rootCrl; Clock = $clock }
    $info = Confirm-PerfTcbInfo @{ Pem = $given.tcb_info_issuer_chain; Text = $given.tcb_info
        Signature = $given.tcb_info_signature } $under $quote.Tee $platform # C
    $identity = Confirm-PerfQeIdentity @{ Pem = $given.qe_identity_issuer_chain
        Text = $given.qe_identity; Signature = $given.qe_identity_signature } $under $quote.Tee # D
    Confirm-PerfQeReport $quote $pck # E, F
    Confirm-PerfQe $identity $quote.Qe # G
    Assert-PerfEvidence (Test-PerfP256 $quote.AttestationKey $quote.SignedPart $quote.Signature) (
        'ATT_E_QUOTE_SIGNATURE') 'quote' 'it is not signed by the attestation key' # H
    $status = Get-PerfStatus $quote $platform $info $identity # I, J, K
    Assert-PerfListsAreThere $given # B6, B7
    $info.Item = $script:TcbInfo.Item
    $identity.Item = $script:QeIdentity.Item
    return @{
        Quote     = $quote
        Root      = $Root
        Platform  = $platform
        Status    = $status
        Documents = $info, $identity
        Windows   = $clock.Windows
    }
}

# Genuine, and not in debug mode: reports, and decides nothing.
function Test-PerfQuote {
    param([byte[]] $Bytes, $Collateral, [hashtable] $Root, [datetime] $At)
    $evidence = Confirm-PerfGenuine $Bytes $Collateral $Root $At
    Confirm-PerfDebug $evidence.Quote $Root
    return Get-PerfFacts $evidence
}

# Verify a quote with its collateral (the object of the wire) under a policy (Policy.ps1), and that it
# carries exactly these 64 bytes: the facts, only when there is nothing to refuse.
function Confirm-PerfQuote {
    param([byte[]] $Bytes, $Collateral, [hashtable] $Policy, [byte[]] $ReportData)
    Assert-PerfEvidence ($Policy.Root.Anchor -cin 'intel', 'simulated') ATT_E_ROOT_UNTRUSTED 'root CA' (
        'a given root is good for looking at evidence, not for trusting it')
    $evidence = Confirm-PerfGenuine $Bytes $Collateral $Policy.Root $Policy.At $Policy.SkewSeconds
    Confirm-PerfDebug $evidence.Quote $Policy.Root
    Confirm-PerfPolicy $evidence $Policy # L
    $found = $evidence.Quote.Report.ReportData
    $isBound = -not (Test-PerfZero $ReportData) -and (Test-PerfEqual $ReportData $found)
    Assert-PerfEvidence $isBound ATT_E_REPORT_DATA 'report_data' (
        "it is not the hash of this answer's keys, nonce and configuration") # M
    return Get-PerfFacts $evidence
}

# What is believed now.
function Get-PerfFacts {
    param([hashtable] $Evidence)
    $report = $Evidence.Quote.Report
    $from = [datetime]::MinValue
    $first = @{ Item = ''; Until = [datetime]::MaxValue }
    foreach ($window in $Evidence.Windows) {
        if ($window.From -gt $from) { $from = $window.From }
        if ($window.Until -lt $first.Until) { $first = $window }
    }
    return @{
        Tee              = $Evidence.Quote.Tee
        IsSimulated      = $Evidence.Root.IsSimulated
        IsDebug          = Test-PerfDebug $Evidence.Quote
        Measurement      = Get-PerfMeasurement $Evidence.Quote
        Mrenclave        = $report['Mrenclave']
        Mrsigner         = $report['Mrsigner']
        IsvProdId        = $report['IsvProdId']
        IsvSvn           = $report['IsvSvn']
        ReportData       = $report.ReportData
        TcbStatus        = $Evidence.Status.Status
        PlatformStatus   = $Evidence.Status.Platform
        QeStatus         = $Evidence.Status.Qe
        Advisories       = $Evidence.Status.Advisories
        TcbDate          = $Evidence.Status.Date
        EvaluationNumber = $Evidence.Documents[0].EvaluationNumber
        ValidFrom        = $from
        ValidUntil       = $first.Until
        ExpiresFirst     = $first.Item
    }
}
