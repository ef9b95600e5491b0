# SPDX-License-Identifier: Apache-2.0
# The envelope: an exchange key sealed to one enclave (docs/wire.md section 2).
#
# `Enclave` is what the attestation proved: @{ Measurement; PublicKey; IdentityKey; ConfigSha256 }.
# `Submission` is what travels beside the key: @{ KeyId; Challenge; IssuedAt; Exchange; Label; Ttl;
# Proof }.

$script:EnvelopePad = 256
$script:EnvelopeBodySizeMax = 8192
$script:EnvelopeCipherSizeMax = 4096

function Get-PerfEnvelopeInfo {
    param([hashtable] $Enclave)
    return , (Join-PerfPrefixed @(
            (ConvertTo-PerfBytes 'perf-aggregator/submit_key/v1'),
            $Enclave.Measurement,
            $Enclave.PublicKey,
            $Enclave.IdentityKey,
            $Enclave.ConfigSha256))
}

function Get-PerfEnvelopeAad {
    param([hashtable] $Submission)
    return , (Join-PerfPrefixed @(
            (ConvertTo-PerfBytes 'perf-aggregator/submit_key/aad/v1'),
            $Submission.KeyId,
            $Submission.Challenge,
            (ConvertTo-PerfBytes $Submission.Exchange),
            (ConvertTo-PerfBytes $Submission.Label),
            (ConvertTo-PerfInteger $Submission.Ttl 4),
            (ConvertTo-PerfInteger $Submission.IssuedAt 8),
            (ConvertTo-PerfBytes $Submission.Proof)))
}

# The plaintext, padded with spaces: JSON whose secrets come as characters and never become a
# string, which nobody could wipe.  `User` is @{ UserId; Exchange; AccountType; Sandbox; Symbols };
# `Passphrase` may be $null.
function Get-PerfEnvelopePlain {
    param([hashtable] $User, [char[]] $ApiKey, [char[]] $Secret, [char[]] $Passphrase)
    $before = [ordered]@{ userId = $User.UserId; exchange = $User.Exchange }
    $after = [ordered]@{ accountType = $User.AccountType; sandbox = [bool]$User.Sandbox }
    if ($User.Symbols.Count -gt 0) { $after['symbols'] = $User.Symbols }
    $parts = [Collections.Generic.List[object]]::new()
    $parts.Add((ConvertTo-PerfBytes ((ConvertTo-PerfJson $before) -replace '\}\z', ',"apiKey":"')))
    $parts.Add((ConvertTo-PerfSecretJson $ApiKey))
    $parts.Add((ConvertTo-PerfBytes '","secret":"'))
    $parts.Add((ConvertTo-PerfSecretJson $Secret))
    if ($null -ne $Passphrase) {
        $parts.Add((ConvertTo-PerfBytes '","passphrase":"'))
        $parts.Add((ConvertTo-PerfSecretJson $Passphrase))
    }
    $parts.Add((ConvertTo-PerfBytes ('",' + (ConvertTo-PerfJson $after).Substring(1))))
    $size = 0
    foreach ($part in $parts) { $size += $part.Length }
    $pad = $script:EnvelopePad
    $parts.Add((ConvertTo-PerfBytes (' ' * (($pad - $size % $pad) % $pad))))
    $plain = Join-PerfBytes $parts.ToArray()
    Clear-PerfSecret $parts.ToArray()
    return , $plain
}

function ConvertTo-PerfSecretJson {
    param([char[]] $Characters)
    $escaped = ConvertTo-PerfJsonChars $Characters
    try { return , $script:Utf8.GetBytes($escaped) } finally { Clear-PerfSecret @(, $escaped) }
}

# Seal: gives @{ Request; EphemeralPub; PopKey; AuditKey }, Request being the members of the body
# in order.  `Ephemeral` must be 32 fresh random bytes outside tests.
function Protect-PerfEnvelope {
    param([hashtable] $Enclave, [hashtable] $Submission, [byte[]] $Plain, [byte[]] $Ephemeral)
    if ($Plain.Length -gt $script:EnvelopeCipherSizeMax) {
        $most = $script:EnvelopeCipherSizeMax
        Deny-PerfOption 'Symbol' "the sealed part may have $most bytes; name fewer symbols"
    }
    $hpke = Initialize-PerfHpke $Enclave.PublicKey (Get-PerfEnvelopeInfo $Enclave) $Ephemeral
    if ($null -eq $hpke) { Deny-PerfReply 'public_key: no honest enclave has this key' }
    try {
        $aad = Get-PerfEnvelopeAad $Submission
        $sealed = Protect-PerfAesGcm $hpke.Key $hpke.BaseNonce $Plain $aad
        $request = [ordered]@{
            key_id        = ConvertTo-PerfBase64Url $Submission.KeyId
            challenge     = ConvertTo-PerfBase64Url $Submission.Challenge
            issued_at     = [long]$Submission.IssuedAt
            ephemeral_pub = [Convert]::ToBase64String($hpke.Enc)
            nonce         = [Convert]::ToBase64String($hpke.BaseNonce)
            ciphertext    = [Convert]::ToBase64String($sealed.Cipher)
            tag           = [Convert]::ToBase64String($sealed.Tag)
            metadata      = [ordered]@{
                exchange = $Submission.Exchange
                label    = $Submission.Label
                ttl      = [long]$Submission.Ttl
                proof    = $Submission.Proof
            }
        }
        return @{
            Request      = $request
            EphemeralPub = $hpke.Enc
            PopKey       = Get-PerfHpkeExport $hpke 'perf-aggregator/pop/v1' 32
            AuditKey     = Get-PerfHpkeExport $hpke 'perf-aggregator/audit/v1' 32
        }
    } finally {
        Clear-PerfHpke $hpke
    }
}

# The receipt that only who opened the envelope can make.
function Get-PerfReceipt {
    param([byte[]] $PopKey, [byte[]] $EphemeralPub, [string] $SessionId, [string] $ExpiresAt)
    $signed = Join-PerfPrefixed @(
        (ConvertTo-PerfBytes 'receipt/v1'),
        $EphemeralPub,
        (ConvertTo-PerfBytes $SessionId),
        (ConvertTo-PerfBytes $ExpiresAt))
    return , (Get-PerfHmac $PopKey $signed)
}
