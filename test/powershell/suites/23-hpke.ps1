# SPDX-License-Identifier: Apache-2.0
# The base-mode vectors of RFC 9180 for our suite.
$path = Get-Fixture 'security/hpke/rfc9180_x25519_sha256_aes256gcm.json'
if (-not $path) { Skip-Suite 'no RFC 9180 fixtures'; return }
$vectors = Read-JsonFile $path
foreach ($vector in $vectors) {
    if ($vector['mode'] -ne 0) { continue }
    $hpke = Initialize-PerfHpke (ConvertFrom-PerfHex $vector['pkRm']) `
        (ConvertFrom-PerfHex $vector['info']) (ConvertFrom-PerfHex $vector['skEm'])
    Test-That 'HPKE sets up the context of RFC 9180' {
        Assert-Equal $vector['enc'] (ConvertTo-PerfHex $hpke.Enc)
        Assert-Equal $vector['key'] (ConvertTo-PerfHex $hpke.Key)
        Assert-Equal $vector['base_nonce'] (ConvertTo-PerfHex $hpke.BaseNonce)
        Assert-Equal $vector['exporter_secret'] (ConvertTo-PerfHex $hpke.Exporter)
    }
    $sequence = 0
    foreach ($case in $vector['encryptions']) {
        Test-That "HPKE seals message $sequence of RFC 9180" {
            # The product seals one message; the later ones check key and cipher once more.
            $nonce = [byte[]]$hpke.BaseNonce.Clone()
            $nonce[10] = $nonce[10] -bxor ($sequence -shr 8)
            $nonce[11] = $nonce[11] -bxor ($sequence -band 255)
            Assert-Equal $case['nonce'] (ConvertTo-PerfHex $nonce)
            $sealed = Protect-PerfAesGcm $hpke.Key $nonce `
                (ConvertFrom-PerfHex $case['pt']) (ConvertFrom-PerfHex $case['aad'])
            Assert-Equal $case['ct'] ((ConvertTo-PerfHex $sealed.Cipher) + (ConvertTo-PerfHex $sealed.Tag))
        }
        $sequence++
    }
    foreach ($case in $vector['exports']) {
        Test-That "HPKE exports for '$($case['exporter_context'])' as RFC 9180" {
            $exported = Get-PerfHpkeExport $hpke (ConvertFrom-PerfHex $case['exporter_context']) $case['L']
            Assert-Equal $case['exported_value'] (ConvertTo-PerfHex $exported)
        }
    }
}
Test-That 'HPKE refuses a receiver whose key is a low-order point' {
    Assert-Equal $null (Initialize-PerfHpke ([byte[]]::new(32)) ([byte[]]::new(0)) (Get-PerfRandom 32))
}
