# SPDX-License-Identifier: Apache-2.0
# Quotes made by Intel's hardware and by a synthetic PKI, each with its verdict.
$path = Get-Fixture 'attestation/index.json'
if (-not $path) { Skip-Suite 'no attestation fixtures'; return }

# The first word of a fixture's error to ours.
$codes = @{
    QUOTE_TRUNCATED = 'ATT_E_QUOTE_TRUNCATED'; QUOTE_VERSION = 'ATT_E_QUOTE_VERSION'; QE_VENDOR = 'ATT_E_QE_VENDOR'
    QE_AUTH = 'ATT_E_QUOTE_SIZE'; CERT_DATA_TYPE = 'ATT_E_CERT_DATA_TYPE'; CERT_DATA_SIZE = 'ATT_E_CERT_DATA_SIZE'
    ROOT_UNTRUSTED = 'ATT_E_ROOT_UNTRUSTED'
    ROOT_CRL_MISSING = 'ATT_E_CRL_MISSING'; PCK_CRL_MISSING = 'ATT_E_CRL_MISSING'
    ROOT_CRL_SIGNATURE = 'ATT_E_CRL_SIGNATURE'; PCK_CRL_SIGNATURE = 'ATT_E_CRL_SIGNATURE'
    ROOT_CRL_EXPIRED = 'ATT_E_CRL_EXPIRED'; PCK_CRL_EXPIRED = 'ATT_E_CRL_EXPIRED'; PCK_CRL_ISSUER = 'ATT_E_CRL_ISSUER'
    PCK_CA_REVOKED = 'ATT_E_REVOKED_CA'; TCB_INFO_SIGNER_CN = 'ATT_E_TCB_SIGNER_CN'
    TCB_INFO_SIGNATURE = 'ATT_E_TCB_SIGNATURE'; TCB_INFO_TEE = 'ATT_E_TCB_TEE'
    PCEID_MISMATCH = 'ATT_E_PCEID'; QE_IDENTITY_SIGNATURE = 'ATT_E_QEID_SIGNATURE'; QE_IDENTITY_ID = 'ATT_E_QEID_TEE'
    QE_REPORT_SIGNATURE = 'ATT_E_QE_REPORT_SIGNATURE'; QE_REPORT_DATA = 'ATT_E_QE_REPORT_DATA'
    QE_MRSIGNER = 'ATT_E_QE_IDENTITY'; QE_ISVPRODID = 'ATT_E_QE_IDENTITY'; QE_ATTRIBUTES = 'ATT_E_QE_IDENTITY'
    QUOTE_SIGNATURE = 'ATT_E_QUOTE_SIGNATURE'; QE_TCB_NOT_SUPPORTED = 'ATT_E_QE_TCB_UNSUPPORTED'
    TCB_NOT_SUPPORTED = 'ATT_E_TCB_UNSUPPORTED'; DEBUG_ENCLAVE = 'ATT_E_DEBUG'
}
# Where a fixture's word is no code of ours, and why.
$special = @{
    # The fixture calls both sides of its window expired.
    'synthetic/tcb_info_not_yet_valid'     = 'ATT_E_CRL_NOT_YET_VALID'
    # Without collateral; text follows the second.
    'oasis-core/sgx_v3_eppid_certtype2or3' = 'ATT_E_CERT_DATA_TYPE'
    'go-tdx-guest/tdx_prod_quote_SPR_E4'   = 'ATT_E_QUOTE_SIZE'
}
$epoch = [datetime]::new(1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
$counts = @{ Genuine = 0; Refused = 0 }

function Get-FixtureTime {
    param($Found)
    if ($Found['verification_time_unix'] -is [long]) { return $epoch.AddSeconds($Found['verification_time_unix']) }
    if ($Found['pck']) { return ([datetime]$Found['pck']['not_before']).ToUniversalTime().AddDays(1) }
    return [datetime]::new(2026, 1, 6, 0, 0, 0, [DateTimeKind]::Utc)
}

foreach ($found in (Read-JsonFile $path)) {
    if (-not $found.Contains('quote_len')) { continue } # SEV-SNP
    $name = $found['path']
    Test-That "the fixture $name gets its verdict" {
        $folder = Get-Fixture "attestation/$name"
        $bytes = [IO.File]::ReadAllBytes([IO.Path]::Combine($folder, 'quote.bin'))
        $beside = [IO.Path]::Combine($folder, 'collateral.json')
        $collateral = if ([IO.File]::Exists($beside)) { Read-JsonFile $beside } else { [ordered]@{} }
        $anchor = $IntelRoot
        $own = [IO.Path]::Combine($folder, 'trusted_root.pem')
        if ([IO.File]::Exists($own)) { $anchor = Get-PerfGivenRoot ([IO.File]::ReadAllText($own)) 'Root' }
        $expected = 'ATT_OK'
        $word = "$($found['error'])" -replace '\W.*', ''
        if ($word) { $expected = $codes[$word] }
        if ($found['verdict'] -ceq 'no-collateral') { $expected = 'ATT_E_CRL_MISSING' }
        if ($special.ContainsKey($name)) { $expected = $special[$name] }
        $facts = $null
        $code = 'ATT_OK'
        try {
            $facts = Test-PerfQuote $bytes $collateral $anchor (Get-FixtureTime $found)
        } catch {
            $code = $_.FullyQualifiedErrorId
            if ($code -cnotlike 'ATT_E_*') { throw }
        }
        Assert-Equal $expected $code
        $counts[$(if ($facts) { 'Genuine' } else { 'Refused' })]++
        if (-not $facts) { return }
        Assert-Equal "$($found['tcb_status']) $($found['platform_tcb_status']) $($found['qe_tcb_status'])" (
            "$($facts.TcbStatus) $($facts.PlatformStatus) $($facts.QeStatus)")
        Assert-Equal (@($found['advisories']) -join ' ') ($facts.Advisories -join ' ')
        Assert-Equal $found['validity_window']['not_before'] ($facts.ValidFrom.ToString('s') + 'Z')
        Assert-Equal $found['validity_window']['not_after'] ($facts.ValidUntil.ToString('s') + 'Z')
        Assert-Equal $found['tcb_date'] ($facts.TcbDate.ToString('s') + 'Z')
        $register = if ($facts.Tee -ceq 'TDX') { 'mrtd' } else { 'mrenclave' }
        Assert-Equal $found['report'][$register] (ConvertTo-PerfHex $facts.Measurement)
    }
}
Test-That 'many genuine and synthetic quotes were judged' {
    Assert-True ($counts.Genuine -ge 21 -and $counts.Refused -ge 50) "$($counts.Genuine) $($counts.Refused)"
}
