# SPDX-License-Identifier: Apache-2.0
# AES-256-GCM on both roads: each must give the vector's bytes.
Test-That 'this runtime has the platform road, so both are tested' {
    Assert-True (Test-PerfPlatformAesGcm)
}
Test-That 'the switch decides the road and both agree on every size up to 70' {
    $key = Get-PerfRandom 32; $nonce = Get-PerfRandom 12
    $texts = Get-PerfRandom 70
    try {
        for ($size = 0; $size -le 70; $size++) {
            $plain = Get-PerfSlice $texts 0 $size
            $aad = Get-PerfSlice $texts 0 (70 - $size)
            $script:UsePlatformAesGcm = $true
            $platform = Protect-PerfAesGcm $key $nonce $plain $aad
            $script:UsePlatformAesGcm = $false
            $portable = Protect-PerfAesGcm $key $nonce $plain $aad
            Assert-Equal $platform.Cipher $portable.Cipher "$size bytes"
            Assert-Equal $platform.Tag $portable.Tag "$size bytes"
        }
    } finally { $script:UsePlatformAesGcm = $true }
}
Test-That 'a key or nonce of another size is refused' {
    foreach ($sizes in @(16, 12), @(31, 12), @(32, 11), @(32, 16)) {
        $isRefused = $false
        try {
            $null = Protect-PerfAesGcm ([byte[]]::new($sizes[0])) ([byte[]]::new($sizes[1])) @() @()
        } catch { $isRefused = $true }
        Assert-True $isRefused "$sizes"
    }
}

$path = Get-Fixture 'security/wycheproof/aes_gcm_test.json'
if (-not $path) { Skip-Suite 'no Wycheproof fixtures'; return }
foreach ($group in (Read-JsonFile $path)['testGroups']) {
    if ($group['keySize'] -ne 256 -or $group['ivSize'] -ne 96) { continue }
    foreach ($case in $group['tests']) {
        foreach ($road in 'Platform', 'Portable') {
            Test-That "AES-GCM ($road) agrees with Wycheproof $($case['tcId']): $($case['comment'])" {
                $key, $nonce, $plain, $aad = foreach ($name in 'key', 'iv', 'msg', 'aad') {
                    , (ConvertFrom-PerfHex $case[$name])
                }
                $sealed = & "Protect-PerfAesGcm$road" $key $nonce $plain $aad
                $isSame = ($case['ct'] + $case['tag']) -ceq
                    ((ConvertTo-PerfHex $sealed.Cipher) + (ConvertTo-PerfHex $sealed.Tag))
                # An invalid case is a wrong cipher text or tag: what we seal must differ from it.
                Assert-Equal ($case['result'] -ceq 'valid') $isSame
            }
        }
    }
}
