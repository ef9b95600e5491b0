# SPDX-License-Identifier: Apache-2.0
# From an answer of GET /attestation/quote to keys that may be sealed to, or a refusal.

$script:EvidenceAgeMaxMs = 60000

# The members of the answer, decoded; only their encodings and sizes are judged.
function Read-PerfAttestation {
    param($Answer)
    $bound = Get-PerfMember $Answer 'binding' ([Collections.IDictionary])
    $in = 'binding.'
    $binding = @{
        Version          = Get-PerfMember $bound 'version' ([long]) $in
        Flags            = Get-PerfMember $bound 'flags' ([long]) $in
        Nonce            = Get-PerfMemberBytes $bound 'nonce' base64url 32 $in
        PublicKey        = Get-PerfMemberBytes $Answer 'public_key' base64 32
        IdentityKey      = Get-PerfMemberBytes $Answer 'identity_key' base64 32
        TlsSpkiSha256    = Get-PerfMemberBytes $bound 'tls_spki_sha256' hex 32 $in
        CollateralSha256 = Get-PerfMemberBytes $bound 'collateral_sha256' hex 32 $in
        ConfigSha256     = Get-PerfMemberBytes $bound 'config_sha256' hex 32 $in
    }
    $challenge = Get-PerfMemberBytes $Answer 'challenge' base64url 0
    if ($challenge.Length -lt 1 -or $challenge.Length -gt 64) {
        Deny-PerfReply 'challenge: expected 1 to 64 bytes'
    }
    return @{
        Type        = Get-PerfMember $Answer 'attestation_type' ([string])
        IsSimulated = Get-PerfMember $Answer 'simulated' ([bool])
        Measurement = Get-PerfMemberBytes $Answer 'measurement' hex 32
        KeyId       = Get-PerfMemberBytes $Answer 'key_id' base64url 8
        Challenge   = $challenge
        Quote       = Get-PerfMemberBytes $Answer 'quote' base64 0
        Collateral  = Get-PerfMember $Answer 'collateral' ([Collections.IDictionary])
        Config      = Get-PerfMember $Answer 'config' ([string])
        Binding     = $binding
    }
}

# What the answer calls itself must be what the trusted root makes it.
function Confirm-PerfHonesty {
    param([hashtable] $Said, [hashtable] $Root)
    $code = if ($Root.IsSimulated) { 'ATT_E_NOT_SIMULATED' } else { 'ATT_E_SIMULATED' }
    $type = if ($Root.IsSimulated) { 'SGX_QUOTE_SIMULATED' } else { 'SGX_QUOTE' }
    $isFlagged = ($Said.Binding.Flags -band $script:BindingSimulated) -ne 0
    $items = [ordered]@{
        'attestation_type' = $Said.Type -ceq $type
        'simulated'        = $Said.IsSimulated -eq $Root.IsSimulated
        'binding.flags'    = $isFlagged -eq $Root.IsSimulated
    }
    foreach ($item in $items.Keys) {
        if (-not $items[$item]) {
            Deny-PerfEvidence $code $item 'it does not agree with the trusted root'
        }
    }
}

# The binding against what this client knows itself; the TLS key has a check of its own (Tls.ps1).
function Confirm-PerfBinding {
    param([hashtable] $Said, [byte[]] $Nonce)
    $binding = $Said.Binding
    if ($binding.Version -ne 1) {
        Deny-PerfEvidence ATT_E_REPORT_DATA 'binding.version' "$($binding.Version), not 1"
    }
    $known = $script:BindingTls -bor $script:BindingNonce -bor $script:BindingSimulated
    if (($binding.Flags -bor $known) -ne $known) {
        Deny-PerfEvidence ATT_E_REPORT_DATA 'binding.flags' (
            "$($binding.Flags) has bits that this client does not know")
    }
    $hasNonce = ($binding.Flags -band $script:BindingNonce) -ne 0
    if (-not $hasNonce -or -not (Test-PerfEqual $binding.Nonce $Nonce)) {
        Deny-PerfEvidence ATT_E_NONCE 'binding.nonce' 'it is not the nonce that was sent'
    }
    $hasTls = ($binding.Flags -band $script:BindingTls) -ne 0
    if (-not $hasTls -and -not (Test-PerfZero $binding.TlsSpkiSha256)) {
        Deny-PerfEvidence ATT_E_TLS 'binding.tls_spki_sha256' (
            'a key is named, and the flags say that none is bound')
    }
    $config = Get-PerfSha256 (ConvertTo-PerfBytes $Said.Config)
    if (-not (Test-PerfEqual $config $binding.ConfigSha256)) {
        Deny-PerfEvidence ATT_E_CONFIG 'config'
    }
    try {
        $collateral = Get-PerfCollateralHash (Get-PerfCollateralItems $Said.Collateral)
    } catch [InvalidOperationException] {
        Deny-PerfEvidence ATT_E_COLLATERAL 'collateral' $_.Exception.Message
    }
    if (-not (Test-PerfEqual $collateral $binding.CollateralSha256)) {
        Deny-PerfEvidence ATT_E_COLLATERAL 'collateral'
    }
}

# Verify a parsed answer for `Nonce` under `Policy` (@{ Root; Measurements; At }).  Gives
# @{ Facts; Enclave; KeyId; Challenge; Binding }: facts to show, keys to seal to, the challenge to
# send back.
function Confirm-PerfAttestation {
    param($Answer, [byte[]] $Nonce, [hashtable] $Policy)
    $said = Read-PerfAttestation $Answer
    $evidence = Confirm-PerfEvidence $said.Quote $Policy
    Confirm-PerfHonesty $said $Policy.Root
    Confirm-PerfBinding $said $Nonce
    $facts = Confirm-PerfReportData $evidence (Get-PerfReportData $said.Binding)
    if (-not (Test-PerfEqual $said.Measurement $facts.Mrenclave)) {
        Deny-PerfEvidence ATT_E_MRENCLAVE 'measurement' "it is not the quote's"
    }
    $keyId = Get-PerfKeyId $said.Binding.PublicKey
    if (-not (Test-PerfEqual $said.KeyId $keyId)) {
        Deny-PerfEvidence ATT_E_REPORT_DATA 'key_id' 'it is not the name of the bound key'
    }
    return @{
        Facts     = Get-PerfEnclaveFacts $facts $said
        Enclave   = @{
            Measurement  = $facts.Mrenclave
            PublicKey    = $said.Binding.PublicKey
            IdentityKey  = $said.Binding.IdentityKey
            ConfigSha256 = $said.Binding.ConfigSha256
        }
        KeyId     = $keyId
        Challenge = $said.Challenge
        Binding   = $said.Binding
    }
}

# What people and programs may look at.
function Get-PerfEnclaveFacts {
    param([hashtable] $Facts, [hashtable] $Said)
    $tls = $null
    if ($Said.Binding.Flags -band $script:BindingTls) {
        $tls = ConvertTo-PerfHex $Said.Binding.TlsSpkiSha256
    }
    return [pscustomobject]@{
        PSTypeName    = 'PerfAggregator.Enclave'
        Simulated     = $Facts.IsSimulated
        Debug         = $Facts.IsDebug
        Measurement   = ConvertTo-PerfHex $Facts.Mrenclave
        Signer        = ConvertTo-PerfHex $Facts.Mrsigner
        ProductId     = $Facts.IsvProdId
        SecurityLevel = $Facts.IsvSvn
        PublicKey     = [Convert]::ToBase64String($Said.Binding.PublicKey)
        IdentityKey   = [Convert]::ToBase64String($Said.Binding.IdentityKey)
        TlsSpkiSha256 = $tls
        TlsIsBound    = $false
        Config        = $Said.Config
        ValidUntil    = $Facts.ValidUntil
    }
}

# Ask the service for evidence with a fresh nonce and verify it.  The answer's `Age` runs from
# before the nonce was sent, by this machine's own monotonic clock.
function Request-PerfAttestation {
    param([hashtable] $Service, [hashtable] $Root, [object[]] $Measurements)
    $nonce = Get-PerfRandom 32
    $age = [Diagnostics.Stopwatch]::StartNew()
    $path = "/attestation/quote?nonce=$(ConvertTo-PerfBase64Url $nonce)"
    $answer = Invoke-PerfRequest $Service 'GET' $path -TakeAnyCertificate
    $policy = @{ Root = $Root; Measurements = $Measurements; At = [datetime]::UtcNow }
    $verified = Confirm-PerfAttestation $answer $nonce $policy
    $verified.Facts.TlsIsBound = Confirm-PerfTls $Service $verified.Binding
    $verified.Age = $age
    Assert-PerfFresh $age.ElapsedMilliseconds
    return $verified
}

function Assert-PerfFresh {
    param([long] $AgeMs)
    if ($AgeMs -gt $script:EvidenceAgeMaxMs) {
        Deny-PerfEvidence ATT_E_STALE 'attestation' (
            "$([int]($AgeMs / 1000)) s passed since its nonce was sent: try again")
    }
}
