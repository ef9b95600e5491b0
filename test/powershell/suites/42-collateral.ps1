# SPDX-License-Identifier: Apache-2.0
# What comes beside a quote: each way it can be wrong, and each edge.
. ([IO.Path]::Combine($root, 'test', 'powershell', 'Enclave.ps1'))
$reportData = [byte[]](1..64)
$pki = New-TestPki 1
$quote = New-TestQuote $pki $reportData
$trusted = Get-PerfSimulatedRoot $pki.RootPem
$good = New-TestCollateral $pki

# The status, or the code and its item.
function Get-Finding {
    param($Collateral, [byte[]] $Quote = $script:quote, [hashtable] $Policy = @{})
    $with = Get-PerfPolicy $script:trusted
    $with.Releases = @(@{ Tee = 'SGX'; Mrenclave = $TestMeasurement })
    foreach ($name in $Policy.Keys) { $with[$name] = $Policy[$name] }
    try {
        return (Confirm-PerfQuote $Quote $Collateral $with $script:reportData).TcbStatus
    } catch {
        $id = $_.FullyQualifiedErrorId
        if ($id -cnotlike 'ATT_E_*') { throw }
        return "$id $($_.Exception.Data['Item'])"
    }
}
# A copy with one member changed.
function Get-Changed {
    param([string] $Name, $Value)
    $copy = [ordered]@{}
    foreach ($each in $script:good.Keys) { $copy[$each] = $script:good[$each] }
    $copy[$Name] = $Value
    return $copy
}
$script:quote = $quote; $script:trusted = $trusted; $script:good = $good; $script:reportData = $reportData

Test-That 'good collateral is believed' { Assert-Equal 'UpToDate' (Get-Finding $good) }

$other = New-TestPki 1
$soon = [datetime]::UtcNow.AddHours(1)
$past = [datetime]::UtcNow.AddHours(-1)
$number = Join-Extension '551d14' $false ([byte[]](2, 1, 1))
$authority = Join-Extension '551d23' $false ([byte[]](0x30, 0))
$reason = Join-Extension '551d15' $false ([byte[]](0x0a, 1, 1))
$takenBack = Join-Extension '551d15' $false ([byte[]](0x0a, 1, 8))
$delta = Join-Extension '551d1b' $false ([byte[]](2, 1, 1))
$unknown = Join-Extension '551d63' $false ([byte[]](5, 0))
$critical = Join-Extension '551d63' $true ([byte[]](5, 0))
foreach ($which in @('Root', 'root_ca_crl', 'root CRL'), @('Pck', 'pck_crl', 'PCK CRL')) {
    $list, $member, $item = $which
    $listSpoils = [ordered]@{
        'of another issuer'         = @{ Issuer = Join-Name 'x' 'y' }, "ATT_E_CRL_ISSUER $item"
        'signed by another key'     = @{ Key = $other.Pck }, "ATT_E_CRL_SIGNATURE $item"
        'from tomorrow'             = @{ From = $soon }, "ATT_E_CRL_NOT_YET_VALID $item"
        'until an hour ago'         = @{ From = $past.AddDays(-1); Until = $past }, "ATT_E_CRL_EXPIRED $item"
        'without a number'          = @{ List = @(, $authority) }, "ATT_E_CRL_FORMAT $item"
        'without an authority key'  = @{ List = @(, $number) }, "ATT_E_CRL_FORMAT $item"
        'that is a delta'           = @{ List = @($number, $authority, $delta) }, "ATT_E_CRL_FORMAT $item"
        'with a critical unknown'   = @{ List = @($number, $authority, $critical) }, "ATT_E_CRL_FORMAT $item"
        'with an unknown'           = @{ List = @($number, $authority, $unknown) }, 'UpToDate'
        'with a number twice'       = @{ List = @($number, $authority, $number) }, "ATT_E_CRL_FORMAT $item"
        'that revokes others'       = @{ Serials = 7, 8 }, 'UpToDate'
        'that says why'             = @{ Serials = @(, 7); Entry = $reason }, 'UpToDate'
        'that takes something back' = @{ Serials = @(, 7); Entry = $takenBack }, "ATT_E_CRL_FORMAT $item"
    }
    foreach ($what in $listSpoils.Keys) {
        Test-That "a $item $what gets $($listSpoils[$what][1])" {
            $spoiled = New-TestCollateral $pki @{ $list = $listSpoils[$what][0] }
            Assert-Equal $listSpoils[$what][1] (Get-Finding $spoiled)
        }
    }
    Test-That "a $item that is missing or malformed" {
        Assert-Equal "ATT_E_CRL_MISSING $item" (Get-Finding (Get-Changed $member ''))
        Assert-Equal "ATT_E_CRL_FORMAT $item" (Get-Finding (Get-Changed $member ($good[$member] + '00')))
        Assert-Equal "ATT_E_CRL_FORMAT $item" (Get-Finding (Get-Changed $member $good[$member].Substring(2)))
    }
}
Test-That 'what is revoked is refused' {
    Assert-Equal 'ATT_E_REVOKED_CA PCK CA' (Get-Finding (New-TestCollateral $pki @{ Root = @{ Serials = 7, 2 } }))
    Assert-Equal 'ATT_E_REVOKED_PCK PCK certificate' (
        Get-Finding (New-TestCollateral $pki @{ Pck = @{ Serials = 7, 3 } }))
    Assert-Equal 'ATT_E_TCB_SIGNER_REVOKED TCB signing certificate' (
        Get-Finding (New-TestCollateral $pki @{ Root = @{ Serials = @(, 4) } }))
    $others = @{ Root = @{ Serials = @(, 3) }; Pck = @{ Serials = 2, 4 } }
    Assert-Equal 'UpToDate' (Get-Finding (New-TestCollateral $pki $others))
}

$rootPem = $pki.RootPem
$signerPem = $pki.SignerChain.Replace($rootPem, '')
$pckPem, $caPem, $null = [regex]::Matches($pki.Chain, '(?s)-----BEGIN.*?END CERTIFICATE-----\n') |
    ForEach-Object { $_.Value }
foreach ($which in @('tcb_info', 'ATT_E_TCB', 'TCB info', 'TCB signing certificate'),
    @('qe_identity', 'ATT_E_QEID', 'QE identity', 'QE identity signing certificate')) {
    $member, $code, $document, $signer = $which
    $chains = [ordered]@{
        'none'                      = '', "${code}_SIGNER_FORMAT $document issuer chain"
        'the signer alone'          = $signerPem, "${code}_SIGNER_FORMAT $document issuer chain"
        'the root first'            = ($rootPem + $signerPem), 'UpToDate'
        'the signer twice'          = ($signerPem + $signerPem), "${code}_SIGNER_LINK $signer"
        'a link that is missing'    = ($pckPem + $rootPem), "${code}_SIGNER_LINK $signer"
        'a CA for the signer'       = ($caPem + $rootPem), "${code}_SIGNER_CN $document issuer chain"
        'the chain of another PKI'  = $other.SignerChain, 'ATT_E_ROOT_UNTRUSTED TCB signing root'
        "another PKI's signer"      = ($other.SignerChain.Replace($other.RootPem, '') + $rootPem),
            "${code}_SIGNER_SIGNATURE $signer"
    }
    foreach ($what in $chains.Keys) {
        Test-That "the $document under $what gets $($chains[$what][1])" {
            Assert-Equal $chains[$what][1] (Get-Finding (Get-Changed "${member}_issuer_chain" $chains[$what][0]))
        }
    }
    Test-That "a $document that is missing, not signed, or signed by another key" {
        Assert-Equal "${code}_FORMAT $document" (Get-Finding (Get-Changed $member ''))
        foreach ($signature in '', '00', ('00' * 63)) {
            Assert-Equal "${code}_FORMAT $document" (Get-Finding (Get-Changed "${member}_signature" $signature))
        }
        $wrong = ConvertTo-PerfHex (Get-Signature $pki.Pck (ConvertTo-PerfBytes $good[$member]))
        Assert-Equal "${code}_SIGNATURE $document" (Get-Finding (Get-Changed "${member}_signature" $wrong))
        Assert-Equal "${code}_SIGNATURE $document" (Get-Finding (Get-Changed $member ($good[$member] + ' ')))
    }
    $part = if ($member -ceq 'tcb_info') { 'Info' } else { 'Identity' }
    $text = $good[$member]
    $texts = [ordered]@{
        'a member twice'     = $text.Replace('{"id"', '{"version":2,"id"')
        'a fraction'         = $text.Replace('{"id"', '{"more":1.5,"id"')
        'an exponent'        = $text.Replace('{"id"', '{"more":1e3,"id"')
        'nine levels'        = $text.Replace('{"id"', '{"more":[[[[[[[[]]]]]]]],"id"')
        'no such day'        = $text.Replace('"tcbDate":"2026-01-01', '"tcbDate":"2026-02-30')
        'an unknown status'  = $text.Replace('"UpToDate"', '"NeverMind"')
        'a relaunch status'  = $text.Replace('"UpToDate"', '"TDRelaunchAdvised"')
        'a number as text'   = $text.Replace(':21,', ':"21",')
        'a list for it all'  = '[]'
        'something after it' = $text + '{}'
    }
    foreach ($name in (ConvertFrom-PerfJson $text).Keys) {
        if ($part -ceq 'Info' -and $name -ceq 'id') { continue } # of another version, then
        $less = ConvertFrom-PerfJson $text
        $less.Remove($name)
        $texts["no $name"] = ConvertTo-PerfJson $less
    }
    foreach ($what in $texts.Keys) {
        Test-That "a signed $document with $what gets ${code}_FORMAT" {
            Assert-True ($texts[$what] -cne $text)
            Assert-Equal "${code}_FORMAT $document" (Get-Finding (New-TestCollateral $pki @{ $part = $texts[$what] }))
        }
    }
    Test-That "a $document of another time" {
        $at = { param($issue, $next)
            $changed = ConvertFrom-PerfJson $text
            $changed['issueDate'] = $issue.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")
            $changed['nextUpdate'] = $next.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")
            return New-TestCollateral $pki @{ $part = ConvertTo-PerfJson $changed } }
        Assert-Equal "${code}_NOT_YET_VALID $document" (Get-Finding (& $at $soon $soon.AddDays(1)))
        Assert-Equal 'UpToDate' (Get-Finding (& $at $soon $soon.AddDays(1)) -Policy @{ SkewSeconds = 3700 })
        Assert-Equal "${code}_EXPIRED $document" (
            Get-Finding (& $at $past.AddDays(-1) $past) -Policy @{ SkewSeconds = 3700 })
        Assert-Equal "ATT_E_COLLATERAL_AGE $document" (Get-Finding (& $at $past.AddDays(-30) $soon))
    }
    Test-That "a $document that predates the demanded recovery" {
        $old = New-TestCollateral $pki @{ $part = $text.Replace(':21,', ':20,') }
        Assert-Equal "ATT_E_EVAL_NUMBER $document" (Get-Finding $old)
        Assert-Equal 'UpToDate' (Get-Finding $old -Policy @{ MinEvaluationNumber = 20 })
    }
}

$documentSpoils = [ordered]@{
    'TCB info of TDX'              = 'Info', 'id', 'TDX', 'ATT_E_TCB_TEE TCB info'
    'TCB info of version 2'        = 'Info', 'version', 2, 'ATT_E_TCB_TEE TCB info'
    'TCB info of version 300'      = 'Info', 'version', 300, 'ATT_E_TCB_TEE TCB info'
    'TCB info of another family'   = 'Info', 'fmspc', '53494d000001', 'ATT_E_FMSPC TCB info'
    'TCB info in capitals'         = 'Info', 'fmspc', '53494D000000', 'UpToDate'
    'TCB info of another PCE'      = 'Info', 'pceId', '0100', 'ATT_E_PCEID TCB info'
    'TCB info of another type'     = 'Info', 'tcbType', 1, 'ATT_E_TCB_FORMAT TCB info'
    'TCB info without levels'      = 'Info', 'tcbLevels', @(), 'ATT_E_TCB_FORMAT TCB info'
    'QE identity of TDX'           = 'Identity', 'id', 'TD_QE', 'ATT_E_QEID_TEE QE identity'
    'QE identity of version 1'     = 'Identity', 'version', 1, 'ATT_E_QEID_TEE QE identity'
    'QE identity without levels'   = 'Identity', 'tcbLevels', @(), 'ATT_E_QEID_FORMAT QE identity'
    "another QE's signer"          = 'Identity', 'mrsigner', ('52' * 32), 'ATT_E_QE_IDENTITY MRSIGNER'
    'another QE product'           = 'Identity', 'isvprodid', 2, 'ATT_E_QE_IDENTITY ISVPRODID'
    'another QE MISCSELECT'        = 'Identity', 'miscselect', '01000000', 'ATT_E_QE_IDENTITY MISCSELECT'
    'other QE attributes'          = 'Identity', 'attributes', ('11' + '00' * 15), 'ATT_E_QE_IDENTITY ATTRIBUTES'
}
foreach ($what in $documentSpoils.Keys) {
    $part, $name, $value, $wanted = $documentSpoils[$what]
    Test-That "$what gets $wanted" {
        $spoiled = New-TestCollateral $pki @{ Documents = { param($documents) $documents[$part][$name] = $value } }
        Assert-Equal $wanted (Get-Finding $spoiled)
    }
}
Test-That 'a quoting enclave in debug mode is refused, whatever the mask says' {
    $spoil = { param($documents) $documents.Identity['attributesMask'] = 'F9' + 'FF' * 7 + '00' * 8 }
    $debugged = New-TestQuote $pki $reportData @{ QeFlags = 0x07 }
    $lax = New-TestCollateral $pki @{ Documents = $spoil }
    Assert-Equal 'ATT_E_QE_IDENTITY ATTRIBUTES' (Get-Finding $lax $debugged)
}
Test-That 'a quoting enclave has the first level that its ISVSVN reaches' {
    $allowed = @{ Statuses = 'UpToDate', 'OutOfDate' }
    foreach ($pair in @(9, 'UpToDate'), @(8, 'UpToDate'), @(7, 'OutOfDate'), @(1, 'OutOfDate'),
        @(0, 'ATT_E_QE_TCB_UNSUPPORTED QE identity')) {
        $at = New-TestQuote $pki $reportData @{ QeSvn = $pair[0] }
        Assert-Equal $pair[1] (Get-Finding $good $at $allowed)
    }
    Assert-Equal 'ATT_E_TCB_STATUS TCB status' (Get-Finding $good (New-TestQuote $pki $reportData @{ QeSvn = 7 }))
}
Test-That 'a platform has the first level that it reaches in every number' {
    $higher = { param($change) New-TestCollateral $pki @{ Documents = {
                param($documents) $null = & $change $documents.Info['tcbLevels'] }.GetNewClosure() } }
    $allowed = @{ Statuses = @(, 'OutOfDate'); Advisories = @(, 'INTEL-SA-00615') }
    $raised = & $higher { param($levels) $levels[0]['tcb']['sgxtcbcomponents'][15]['svn'] = 255 }
    Assert-Equal 'OutOfDate' (Get-Finding $raised -Policy $allowed)
    Assert-Equal 'ATT_E_ADVISORY advisories' (Get-Finding $raised -Policy @{ Statuses = @(, 'OutOfDate') })
    $raised = & $higher { param($levels) $levels[0]['tcb']['pcesvn'] = 300 }
    Assert-Equal 'OutOfDate' (Get-Finding $raised -Policy $allowed)
    $raised = & $higher { param($levels) foreach ($level in $levels) { $level['tcb']['pcesvn'] += 300 } }
    Assert-Equal 'ATT_E_TCB_UNSUPPORTED TCB info' (Get-Finding $raised -Policy $allowed)
    $reversed = New-TestCollateral $pki @{ Documents = {
            param($documents) [Array]::Reverse($documents.Info['tcbLevels']) } }
    Assert-Equal 'ATT_E_TCB_FORMAT TCB info' (Get-Finding $reversed)
}
foreach ($status in $TcbStatuses) {
    if ($status -clike 'TDRelaunch*') { continue }
    Test-That "the status $status is accepted when it is allowed, and only then" {
        $text = $good['tcb_info'].Replace('"UpToDate"', "`"$status`"")
        $collateral = New-TestCollateral $pki @{ Info = $text }
        $refused = 'ATT_E_TCB_STATUS TCB status'
        $isDefault = $status -cin 'UpToDate', 'SWHardeningNeeded'
        Assert-Equal $(if ($isDefault) { $status } else { $refused }) (Get-Finding $collateral)
        Assert-Equal $(if ($status -ceq 'Revoked') { $refused } else { $status }) (
            Get-Finding $collateral -Policy @{ Statuses = @(, $status) })
        Assert-Equal $refused (Get-Finding $collateral -Policy @{ Statuses = @() })
    }
}
Test-That "Intel's table of how statuses become one" {
    $rows = @{
        UpToDate = 'OutOfDate'; SWHardeningNeeded = 'OutOfDate'; OutOfDate = 'OutOfDate'
        ConfigurationNeeded = 'OutOfDateConfigurationNeeded'
        ConfigurationAndSWHardeningNeeded = 'OutOfDateConfigurationNeeded'
        OutOfDateConfigurationNeeded = 'OutOfDateConfigurationNeeded'; Revoked = 'Revoked'
    }
    foreach ($platform in $rows.Keys) {
        Assert-Equal $platform (Get-PerfConverged $platform 'UpToDate')
        Assert-Equal $rows[$platform] (Get-PerfConverged $platform 'OutOfDate')
        Assert-Equal 'Revoked' (Get-PerfConverged $platform 'Revoked')
    }
    Assert-Equal 'TDRelaunchAdvised' (Get-PerfRelaunched 'OutOfDate' 'UpToDate')
    Assert-Equal 'TDRelaunchAdvisedConfigurationNeeded' (Get-PerfRelaunched 'OutOfDate' 'ConfigurationNeeded')
    Assert-Equal 'OutOfDate' (Get-PerfRelaunched 'OutOfDate' 'Revoked')
    Assert-Equal 'UpToDate' (Get-PerfRelaunched 'UpToDate' 'OutOfDate')
}
Test-That 'a list of platforms admits these only' {
    Assert-Equal 'UpToDate' (Get-Finding $good -Policy @{ Platforms = ('ab' * 16), ('00' * 16) })
    Assert-Equal 'ATT_E_PLATFORM PPID' (Get-Finding $good -Policy @{ Platforms = @(, ('ab' * 16)) })
}
