# SPDX-License-Identifier: Apache-2.0
# The protocol's vectors, byte for byte: those of the fixtures and the product's own.
function Get-CollateralHash {
    param([string] $Json)
    return ConvertTo-PerfHex (Get-PerfCollateralHash (Read-PerfCollateral (ConvertFrom-PerfJson $Json)))
}

Test-That 'the hash of a collateral covers its items in their order, hex as bytes' {
    $json = '{"root_ca_crl":"31","pck_crl":"3232","tcb_info_issuer_chain":"333","tcb_info":"","tcb_info_signature":' +
        '"35","qe_identity_issuer_chain":"66","qe_identity":"777","qe_identity_signature":"' + ('38' * 64) +
        '","pck_crl_issuer_chain":"not hashed"}'
    Assert-Equal '017ec16eb7c7b84aaa12afc2e40fb9a95dfbdf4920aedc0d046407d7b9dff174' (Get-CollateralHash $json)
    Assert-Equal ('00' * 32) (Get-CollateralHash '{}')
    Assert-True ((Get-CollateralHash $json.Replace('"3232"', '"3233"')) -cne (Get-CollateralHash $json))
}
Test-That 'a collateral of another shape is refused by name' {
    foreach ($json in '{"root_ca_crl":"3"}', '{"root_ca_crl":"xx"}', '{"tcb_info":7}', '{"tcb_info":null}',
        '{"more":""}', ('{"tcb_info_signature":"' + ('35' * 65) + '"}'), '[]') {
        Assert-Fails ATT_E_COLLATERAL_FORMAT { Read-PerfCollateral (ConvertFrom-PerfJson $json) }
    }
}

$files = @([IO.Path]::Combine($root, 'test', 'vectors', 'envelope.json'))
$fixture = Get-Fixture 'protocol/envelope.json'
if ($fixture) { $files += $fixture } else { Skip-Suite 'no protocol fixtures' }
foreach ($file in $files) {
    if (-not [IO.File]::Exists($file)) { Skip-Suite "no $file"; continue }
    foreach ($vector in (Read-JsonFile $file)['vectors']) {
        $enclaveHex = $vector['enclave']; $bindingText = $vector['binding']; $hpkeHex = $vector['hpke']
        $enclave = @{
            Measurement  = ConvertFrom-PerfHex $enclaveHex['measurement']
            PublicKey    = ConvertFrom-PerfHex $enclaveHex['hpke_public_key']
            IdentityKey  = ConvertFrom-PerfHex $enclaveHex['identity_key']
            ConfigSha256 = ConvertFrom-PerfHex $enclaveHex['config_sha256']
        }
        $wire = $vector['request']; $metadata = $wire['metadata']
        $submission = @{
            KeyId = ConvertFrom-PerfBase64Url $wire['key_id']
            Challenge = ConvertFrom-PerfBase64Url $wire['challenge']
            IssuedAt = $wire['issued_at']
            Exchange = $metadata['exchange']
            Label = $metadata['label']
            Ttl = $metadata['ttl']
            Proof = $metadata['proof']
        }
        $plainBytes = ConvertTo-PerfBytes $vector['plaintext']

        Test-That "$($vector['name']): the enclave's keys, key id and configuration" {
            Assert-Equal $enclave.PublicKey (Get-PerfX25519Public (ConvertFrom-PerfHex $enclaveHex['hpke_private_key']))
            Assert-Equal $wire['key_id'] (ConvertTo-PerfBase64Url (Get-PerfKeyId $enclave.PublicKey))
            Assert-Equal $enclave.ConfigSha256 (Get-PerfSha256 (ConvertTo-PerfBytes $enclaveHex['config']))
        }
        Test-That "$($vector['name']): the binding's preimage and report_data" {
            $binding = @{
                Version = $bindingText['version']
                Flags = $bindingText['flags']
                Nonce = ConvertFrom-PerfBase64Url $bindingText['nonce']
                PublicKey = $enclave.PublicKey
                IdentityKey = $enclave.IdentityKey
                TlsSpkiSha256 = ConvertFrom-PerfHex $bindingText['tls_spki_sha256']
                CollateralSha256 = ConvertFrom-PerfHex $bindingText['collateral_sha256']
                ConfigSha256 = $enclave.ConfigSha256
            }
            Assert-Equal $bindingText['preimage'] (ConvertTo-PerfHex (Get-PerfBindingPreimage $binding))
            Assert-Equal $bindingText['report_data'] (ConvertTo-PerfHex (Get-PerfReportData $binding))
        }
        Test-That "$($vector['name']): info and aad" {
            Assert-Equal $hpkeHex['info'] (ConvertTo-PerfHex (Get-PerfEnvelopeInfo $enclave))
            Assert-Equal $hpkeHex['aad'] (ConvertTo-PerfHex (Get-PerfEnvelopeAad $submission))
        }
        Test-That "$($vector['name']): the plaintext" {
            $fields = ConvertFrom-PerfJson $plainBytes
            $user = @{
                UserId = $fields['userId']; Exchange = $fields['exchange']; AccountType = $fields['accountType']
                Sandbox = $fields['sandbox']; Symbols = @()
            }
            if ($fields.Contains('symbols')) { $user.Symbols = $fields['symbols'].ToArray() }
            $passphrase = $null
            if ($fields.Contains('passphrase')) { $passphrase = $fields['passphrase'].ToCharArray() }
            Assert-Equal $plainBytes (Get-PerfEnvelopePlain $user $fields['apiKey'].ToCharArray() `
                    $fields['secret'].ToCharArray() $passphrase)
        }
        foreach ($isPlatform in $true, $false) {
            Test-That "$($vector['name']): the request, its keys and the receipt (platform AesGcm: $isPlatform)" {
                $script:UsePlatformAesGcm = $isPlatform
                try {
                    $sealed = Protect-PerfEnvelope $enclave $submission $plainBytes (
                        ConvertFrom-PerfHex $hpkeHex['ephemeral_private_key'])
                } finally { $script:UsePlatformAesGcm = $true }
                Assert-Equal (ConvertTo-PerfJson $wire) (ConvertTo-PerfJson $sealed.Request)
                Assert-Equal $hpkeHex['k_pop'] (ConvertTo-PerfHex $sealed.PopKey)
                Assert-Equal $hpkeHex['k_audit'] (ConvertTo-PerfHex $sealed.AuditKey)
                $reply = $vector['reply']
                $receipt = Get-PerfReceipt $sealed.PopKey $sealed.EphemeralPub $reply['session_id'] $reply['expires_at']
                Assert-Equal $reply['receipt'] ([Convert]::ToBase64String($receipt))
            }
        }
    }
}
Test-That 'a plaintext past the limit and a low-order key are refused' {
    $enclave = @{ Measurement = [byte[]]::new(32); PublicKey = Get-PerfX25519Public (Get-PerfRandom 32)
        IdentityKey = [byte[]]::new(32); ConfigSha256 = [byte[]]::new(32) }
    $submission = @{ KeyId = [byte[]]::new(8); Challenge = [byte[]]::new(24); IssuedAt = 1; Exchange = 'binance'
        Label = ''; Ttl = 300; Proof = 'none' }
    $sealed = Protect-PerfEnvelope $enclave $submission ([byte[]]::new(4096)) (Get-PerfRandom 32)
    Assert-True ((ConvertTo-PerfJson $sealed.Request).Length -lt $EnvelopeBodySizeMax)
    Assert-Fails INVALID_OPTION { Protect-PerfEnvelope $enclave $submission ([byte[]]::new(4097)) (Get-PerfRandom 32) }
    $enclave.PublicKey = [byte[]]::new(32)
    Assert-Fails INVALID_REPLY { Protect-PerfEnvelope $enclave $submission ([byte[]]::new(256)) (Get-PerfRandom 32) }
}
Test-That 'two envelopes of the same key have nothing in common' {
    $enclave = @{ Measurement = [byte[]]::new(32); PublicKey = Get-PerfX25519Public (Get-PerfRandom 32)
        IdentityKey = [byte[]]::new(32); ConfigSha256 = [byte[]]::new(32) }
    $submission = @{ KeyId = [byte[]]::new(8); Challenge = [byte[]]::new(24); IssuedAt = 1; Exchange = 'binance'
        Label = ''; Ttl = 300; Proof = 'none' }
    $one = Protect-PerfEnvelope $enclave $submission ([byte[]]::new(256)) (Get-PerfRandom 32)
    $two = Protect-PerfEnvelope $enclave $submission ([byte[]]::new(256)) (Get-PerfRandom 32)
    foreach ($name in 'ephemeral_pub', 'nonce', 'ciphertext', 'tag') {
        Assert-True ($one.Request[$name] -cne $two.Request[$name]) $name
    }
}
Test-That 'a private key in PEM keeps its lines as a secret, and is no other kind of key' {
    $pem = "-----BEGIN PRIVATE KEY-----`r`nAAAA`nBBBB`n-----END PRIVATE KEY-----`n"
    $characters = ConvertTo-PerfCharacters Secret $pem 10 3583 -AllowPem
    Assert-Equal $pem ([string]::new($characters))
    Assert-Fails INVALID_OPTION { ConvertTo-PerfCharacters ApiKey $pem 10 1024 }
    Assert-Fails INVALID_OPTION { ConvertTo-PerfCharacters Secret " $pem" 10 3583 -AllowPem }
    Assert-Fails INVALID_OPTION { ConvertTo-PerfCharacters Secret "$pem$([char]0)" 10 3583 -AllowPem }
    Assert-Fails INVALID_OPTION { ConvertTo-PerfCharacters Secret ($pem + 'A' * 3583) 10 3583 -AllowPem }
}
