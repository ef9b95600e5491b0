# SPDX-License-Identifier: Apache-2.0
Test-That 'HKDF gives case 1 of RFC 5869' {
    $material = ConvertFrom-PerfHex ('0b' * 22)
    $prk = Get-PerfHkdfExtract (ConvertFrom-PerfHex '000102030405060708090a0b0c') $material
    Assert-Equal '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5' (ConvertTo-PerfHex $prk)
    $okm = Get-PerfHkdfExpand $prk (ConvertFrom-PerfHex 'f0f1f2f3f4f5f6f7f8f9') 42
    Assert-Equal ('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf' +
        '34007208d5b887185865') (ConvertTo-PerfHex $okm)
}
Test-That 'HKDF refuses more than 255 blocks' {
    $key = [byte[]]::new(32)
    Assert-Equal 8160 (Get-PerfHkdfExpand $key $key 8160).Length
    $isRefused = $false
    try { $null = Get-PerfHkdfExpand $key $key 8161 } catch { $isRefused = $true }
    Assert-True $isRefused
}
Test-That 'HMAC gives the signature of RFC 9421 appendix B.2.5' {
    $path = Get-Fixture 'security/misc/rfc9421_b25_hmac.json'
    if (-not $path) { Skip-Suite 'no RFC 9421 fixture'; return }
    $case = Read-JsonFile $path
    $signature = Get-PerfHmac (ConvertFrom-PerfBase64 $case['key_base64']) (ConvertTo-PerfBytes $case['signature_base'])
    Assert-Equal $case['signature_base64'] ([Convert]::ToBase64String($signature))
}

$path = Get-Fixture 'security/wycheproof/hkdf_sha256_test.json'
if (-not $path) { Skip-Suite 'no Wycheproof fixtures'; return }
foreach ($group in (Read-JsonFile $path)['testGroups']) {
    foreach ($case in $group['tests']) {
        Test-That "HKDF agrees with Wycheproof $($case['tcId']): $($case['comment'])" {
            $prk = Get-PerfHkdfExtract (ConvertFrom-PerfHex $case['salt']) (ConvertFrom-PerfHex $case['ikm'])
            $info = ConvertFrom-PerfHex $case['info']
            if ($case['result'] -ceq 'valid') {
                Assert-Equal $case['okm'] (ConvertTo-PerfHex (Get-PerfHkdfExpand $prk $info $case['size']))
            } else {
                $isRefused = $false
                try { $null = Get-PerfHkdfExpand $prk $info $case['size'] } catch { $isRefused = $true }
                Assert-True $isRefused
            }
        }
    }
}
