# SPDX-License-Identifier: Apache-2.0
# What a client demands beyond genuineness (step L): closed unless opened by name.
#
# A policy is @{ Root; At; SkewSeconds; Releases; Statuses; Advisories; MinEvaluationNumber;
# CollateralAgeDays; Platforms }.

$script:DebugFlag = 0x02
$script:TdAttributes = '0000001000000000' # SEPT_VE_DISABLE, and nothing else

# Nobody is allowed yet.
function Get-PerfPolicy {
    param([hashtable] $Root)
    return @{
        Root                = $Root
        At                  = [datetime]::UtcNow
        SkewSeconds         = 0
        Releases            = @()
        Statuses            = 'UpToDate', 'SWHardeningNeeded'
        Advisories          = @()
        MinEvaluationNumber = 21
        CollateralAgeDays   = 30
        Platforms           = @()
    }
}

# Of an enclave one bit; of a TD the byte of bits under which it is not to be trusted.
function Test-PerfDebug {
    param([hashtable] $Quote)
    if ($Quote.Tee -ceq 'TDX') { return $Quote.Report.TdAttributes[0] -ne 0 }
    return ($Quote.Report.Attributes[0] -band $script:DebugFlag) -ne 0
}

# Simulated evidence is always DEBUG, Intel's never: the two exclude each other.
function Confirm-PerfDebug {
    param([hashtable] $Quote, [hashtable] $Root)
    $isDebug = Test-PerfDebug $Quote
    Assert-PerfEvidence (-not $isDebug -or $Root.Kind.IsSimulated) ATT_E_DEBUG 'attributes' (
        'DEBUG is set: the host can look inside')
    Assert-PerfEvidence ($isDebug -or -not $Root.Kind.IsSimulated) ATT_E_NOT_SIMULATED 'attributes' (
        'DEBUG is clear, and simulated evidence must set it')
}

function Confirm-PerfStatus {
    param([hashtable] $Status, [hashtable] $Policy)
    $isAllowed = $Status.Status -cne 'Revoked' -and $Status.Status -cin $Policy.Statuses
    Assert-PerfEvidence $isAllowed ATT_E_TCB_STATUS 'TCB status' (
        "it is $($Status.Status), which is not allowed")
    if ($Status.Status -ceq 'UpToDate') { return }
    foreach ($advisory in $Status.Advisories) {
        Assert-PerfEvidence ($advisory -cin $Policy.Advisories) ATT_E_ADVISORY 'advisories' (
            "$advisory applies, and is not among the $(@($Policy.Advisories).Count) that are allowed")
    }
}

function Confirm-PerfAge {
    param([object[]] $Documents, [hashtable] $Policy)
    foreach ($one in $Documents) {
        $number = $one.EvaluationNumber
        Assert-PerfEvidence ($number -ge $Policy.MinEvaluationNumber) ATT_E_EVAL_NUMBER $one.Item (
            "its TCB evaluation data number is $number; at least $($Policy.MinEvaluationNumber) is demanded")
    }
    foreach ($one in $Documents) {
        $isFresh = $Policy.At -le $one.From.AddDays($Policy.CollateralAgeDays)
        Assert-PerfEvidence $isFresh ATT_E_COLLATERAL_AGE $one.Item (
            "it was issued at $($one.From.ToString('s'))Z, more than $($Policy.CollateralAgeDays) days before")
    }
}

function Confirm-PerfAttributes {
    param([hashtable] $Quote)
    if ($Quote.Tee -ceq 'TDX') {
        $isPlain = (ConvertTo-PerfHex $Quote.Report.TdAttributes) -ceq $script:TdAttributes
        Assert-PerfEvidence $isPlain ATT_E_ATTRIBUTES 'TD attributes' (
            'SEPT_VE_DISABLE must be set, and nothing else')
        return
    }
    Assert-PerfEvidence (($Quote.Report.Attributes[0] -band 0x35) -eq 0x05) ATT_E_ATTRIBUTES 'attributes' (
        'INIT and MODE64BIT must be set, PROVISION_KEY and EINITTOKEN_KEY clear')
}

# In what a report is not this release's; '' when it is.
function Get-PerfDifference {
    param([hashtable] $Release, [hashtable] $Report)
    foreach ($name in 'Mrenclave', 'Mrsigner', 'Mrtd', 'Rtmr0', 'Rtmr1', 'Rtmr2', 'Rtmr3', 'MrConfigId',
        'MrOwner', 'MrOwnerConfig') {
        if (-not $Release.ContainsKey($name)) { continue }
        if (Test-PerfEqual $Release[$name] $Report[$name]) { continue }
        if ($name -cin 'Mrenclave', 'Mrsigner') { return "ATT_E_$($name.ToUpperInvariant())" }
        return 'ATT_E_MEASUREMENT'
    }
    if (-not $Release.ContainsKey('Mrsigner')) { return '' }
    if ($Report.IsvProdId -ne $Release.IsvProdId) { return 'ATT_E_ISVPRODID' }
    if ($Report.IsvSvn -lt $Release.MinIsvSvn) { return 'ATT_E_ISVSVN' }
    return ''
}

# One release is enough; when none fits, the first of this TEE says what is wrong.
function Confirm-PerfIdentity {
    param([hashtable] $Quote, [object[]] $Releases)
    $first = ''
    foreach ($release in $Releases) {
        if ($release.Tee -cne $Quote.Tee) { continue }
        $code = Get-PerfDifference $release $Quote.Report
        if (-not $code) { return }
        if (-not $first) { $first = $code }
    }
    $none = if ($Quote.Tee -ceq 'SGX') { 'ATT_E_MRENCLAVE' } else { 'ATT_E_MEASUREMENT' }
    if (-not $first) { $first = $none }
    $found = ConvertTo-PerfHex (Get-PerfMeasurement $Quote)
    Deny-PerfEvidence $first 'identity' "$found is none of the $($Releases.Count) that are allowed"
}

function Get-PerfMeasurement {
    param([hashtable] $Quote)
    if ($Quote.Tee -ceq 'TDX') { return , $Quote.Report.Mrtd }
    return , $Quote.Report.Mrenclave
}

# L, in its order.
function Confirm-PerfPolicy {
    param([hashtable] $Evidence, [hashtable] $Policy)
    Confirm-PerfStatus $Evidence.Status $Policy
    Confirm-PerfAge $Evidence.Documents $Policy
    Confirm-PerfAttributes $Evidence.Quote
    Confirm-PerfIdentity $Evidence.Quote $Policy.Releases
    $platform = $Evidence.Platform
    $isAllowed = @($Policy.Platforms).Count -eq 0 -or $platform.Ppid -cin $Policy.Platforms -or
        ($platform.Instance -and $platform.Instance -cin $Policy.Platforms)
    Assert-PerfEvidence $isAllowed ATT_E_PLATFORM 'PPID' (
        "neither it nor the platform instance id is among the $(@($Policy.Platforms).Count) that are allowed")
}
