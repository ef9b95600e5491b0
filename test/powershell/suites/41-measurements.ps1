# SPDX-License-Identifier: Apache-2.0
# Policies that all clients take or refuse alike, and what is read from one.
foreach ($case in (Read-JsonFile ([IO.Path]::Combine($root, 'test', 'vectors', 'measurements.json')))) {
    $isTaken = -not $case.Contains('says')
    Test-That "the policy '$($case['name'])' is $(if ($isTaken) { 'taken' } else { 'refused' })" {
        $problem = ''
        try { $null = Read-PerfPolicy $IntelRoot $case['policy'] } catch [FormatException] {
            $problem = $_.Exception.Message
        }
        Assert-Equal $isTaken ($problem -ceq '') $problem
    }
}
Test-That 'a policy in full, and the defaults of one that says little' {
    $full = Read-PerfPolicy $IntelRoot (ConvertFrom-PerfJson ('{"version":1,"releases":[{"tee":"SGX",' +
            '"mrsigner":"' + 'AB' * 32 + '","isvprodid":1,"min_isvsvn":3},{"tee":"TDX","mrtd":"' + 'cd' * 48 +
            '"}],"statuses":["OutOfDate"],"advisories":["INTEL-SA-00615"],"min_tcb_evaluation_data_number":22,' +
            '"max_collateral_age_days":7,"platforms":["' + 'EF' * 16 + '"]}'))
    Assert-Equal ('ab' * 32) (ConvertTo-PerfHex $full.Releases[0].Mrsigner)
    Assert-Equal '1 3 TDX' "$($full.Releases[0].IsvProdId) $($full.Releases[0].MinIsvSvn) $($full.Releases[1].Tee)"
    Assert-Equal 'OutOfDate INTEL-SA-00615 22 7' (
        "$($full.Statuses) $($full.Advisories) $($full.MinEvaluationNumber) $($full.CollateralAgeDays)")
    Assert-Equal ('ef' * 16) "$($full.Platforms)"
    $least = Read-PerfPolicy $IntelRoot (ConvertFrom-PerfJson ('{"measurements":["' + 'ab' * 32 + '"]}'))
    Assert-Equal 'UpToDate SWHardeningNeeded  21 30 ' (
        "$($least.Statuses) $($least.Advisories) $($least.MinEvaluationNumber) $($least.CollateralAgeDays) " +
        "$($least.Platforms)")
}
Test-That 'a policy comes from a file, or measurements do, not both' {
    $file = [IO.Path]::GetTempFileName()
    try {
        [IO.File]::WriteAllText($file, '{"measurements":["' + 'ab' * 32 + '"]}')
        Assert-Equal 1 (Get-PerfTrust $IntelRoot @() $file).Releases.Count
        Assert-Equal 2 (Get-PerfTrust $IntelRoot @('ab' * 32 + ',' + 'cd' * 32) '').Releases.Count
        Assert-Fails INVALID_OPTION { Get-PerfTrust $IntelRoot @('ab' * 32) $file }
        Assert-Fails INVALID_OPTION { Get-PerfTrust $IntelRoot @() '' }
        Assert-Fails INVALID_OPTION { Get-PerfTrust $IntelRoot @() "$file.none" }
        foreach ($text in '{', '{}', '[]', '{"measurements":["any"]}', (' ' * 65537)) {
            [IO.File]::WriteAllText($file, $text)
            Assert-Fails INVALID_OPTION { Get-PerfTrust $IntelRoot @() $file }
        }
    } finally { [IO.File]::Delete($file) }
}
