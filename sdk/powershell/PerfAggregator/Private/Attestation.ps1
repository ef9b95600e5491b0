# SPDX-License-Identifier: Apache-2.0
# From an answer of GET /attestation/quote to keys that may be sealed to, or a refusal.

$script:EvidenceAgeMaxMs = 60000
$script:ClockSkewSeconds = 300 # of what may lie in the future; nothing expires later

# The members of the answer, decoded; only their encodings and sizes are judged.
function Read-PerfAttestation {
    param($Answer)
    try {
        $said = Read-PerfAttestationMembers $Answer
    } catch [InvalidOperationException] {
        Deny-PerfEvidence ATT_E_ANSWER 'answer' $_.Exception.Message
    }
    $binding = $said.Binding
    Assert-PerfEvidence ($binding.Version -eq 1) ATT_E_ANSWER 'answer' (
        "binding.version is $($binding.Version), not 1")
    $known = $script:BindingTls -bor $script:BindingNonce -bor $script:BindingSimulated
    Assert-PerfEvidence (($binding.Flags -bor $known) -eq $known) ATT_E_ANSWER 'answer' (
        "binding.flags has bits that this client does not know: $($binding.Flags)")
    return $said
}

function Read-PerfAttestationMembers {
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
        Measurement = Get-PerfMemberBytes $Answer 'measurement' hex 0
        KeyId       = Get-PerfMemberBytes $Answer 'key_id' base64url 8
        Challenge   = $challenge
        Quote       = Get-PerfMemberBytes $Answer 'quote' base64 0
        Collateral  = Get-PerfMember $Answer 'collateral' ([Collections.IDictionary])
        Config      = Get-PerfMember $Answer 'config' ([string])
        Binding     = $binding
    }
}

# What the answer calls itself must be what the trusted root and the quote make it.
function Confirm-PerfHonesty {
    param([hashtable] $Said, [hashtable] $Root, [hashtable] $Facts)
    $code = if ($Root.IsSimulated) { 'ATT_E_NOT_SIMULATED' } else { 'ATT_E_SIMULATED' }
    $isFlagged = ($Said.Binding.Flags -band $script:BindingSimulated) -ne 0
    $isNamed = $Said.Type -ceq 'SGX_QUOTE_SIMULATED'
    $isKnown = $Said.Type -cin 'SGX_QUOTE', 'SGX_QUOTE_SIMULATED', 'TDX_QUOTE'
    $items = [ordered]@{
        'binding.flags'    = $isFlagged -eq $Root.IsSimulated
        'simulated'        = $Said.IsSimulated -eq $Root.IsSimulated
        'attestation_type' = $isKnown -and $isNamed -eq $Root.IsSimulated
    }
    foreach ($item in $items.Keys) {
        Assert-PerfEvidence $items[$item] $code $item 'it does not agree with the trusted root'
    }
    Assert-PerfEvidence ($Said.Type -clike "$($Facts.Tee)_*") ATT_E_TEE_TYPE 'attestation_type' (
        "$($Said.Type); the quote is of $($Facts.Tee)")
}

# The binding against what this client knows itself; the TLS key has a check of its own (Tls.ps1).
function Confirm-PerfBinding {
    param([hashtable] $Said, [byte[]] $Nonce)
    $binding = $Said.Binding
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
    Assert-PerfEvidence (Test-PerfEqual $config $binding.ConfigSha256) ATT_E_CONFIG 'config' (
        'its hash is not the one that is bound')
    $collateral = Get-PerfCollateralHash (Read-PerfCollateral $Said.Collateral)
    Assert-PerfEvidence (Test-PerfEqual $collateral $binding.CollateralSha256) ATT_E_COLLATERAL (
        'collateral') 'its hash is not the one that is bound'
}

# Verify a parsed answer for `Nonce` under `Policy` (Policy.ps1).  Gives @{ Facts; Enclave; KeyId;
# Challenge; Binding }: facts to show, keys to seal to, the challenge to send back.
function Confirm-PerfAttestation {
    param($Answer, [byte[]] $Nonce, [hashtable] $Policy)
    $said = Read-PerfAttestation $Answer
    Assert-PerfEvidence ($said.Type -cne 'SEV_SNP_REPORT') ATT_E_TEE_TYPE 'attestation_type' (
        'SEV_SNP_REPORT; this client verifies SGX and TDX: perf-aggregator and the JavaScript SDK verify it')
    # The quote first: what stands beside it is only interesting when it is genuine.
    $facts = Confirm-PerfQuote $said.Quote $said.Collateral $Policy (Get-PerfReportData $said.Binding)
    Confirm-PerfBinding $said $Nonce
    Confirm-PerfHonesty $said $Policy.Root $facts
    Assert-PerfEvidence (Test-PerfEqual $said.Measurement $facts.Measurement) ATT_E_MRENCLAVE (
        'measurement') "it is not the quote's"
    $keyId = Get-PerfKeyId $said.Binding.PublicKey
    if (-not (Test-PerfEqual $said.KeyId $keyId)) {
        Deny-PerfEvidence ATT_E_REPORT_DATA 'key_id' 'it is not the name of the bound key'
    }
    return @{
        Facts     = Get-PerfEnclaveFacts $facts $said
        Enclave   = @{
            Measurement  = $facts.Measurement
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
    $signer = $null
    if ($null -ne $Facts.Mrsigner) { $signer = ConvertTo-PerfHex $Facts.Mrsigner }
    $tls = $null
    if ($Said.Binding.Flags -band $script:BindingTls) {
        $tls = ConvertTo-PerfHex $Said.Binding.TlsSpkiSha256
    }
    return [pscustomobject]@{
        PSTypeName    = 'PerfAggregator.Enclave'
        Tee           = $Facts.Tee
        Simulated     = $Facts.IsSimulated
        Debug         = $Facts.IsDebug
        Measurement   = ConvertTo-PerfHex $Facts.Measurement
        Signer        = $signer
        ProductId     = $Facts.IsvProdId
        SecurityLevel = $Facts.IsvSvn
        TcbStatus     = $Facts.TcbStatus
        Advisories    = $Facts.Advisories
        TcbDate       = $Facts.TcbDate
        PublicKey     = [Convert]::ToBase64String($Said.Binding.PublicKey)
        IdentityKey   = [Convert]::ToBase64String($Said.Binding.IdentityKey)
        TlsSpkiSha256 = $tls
        TlsIsBound    = $false
        Config        = $Said.Config
        ValidUntil    = $Facts.ValidUntil
        ExpiresFirst  = $Facts.ExpiresFirst
    }
}

# Ask the service for evidence with a fresh nonce and verify it.  The answer's `Age` runs from
# before the nonce was sent, by this machine's own monotonic clock.
function Request-PerfAttestation {
    param([hashtable] $Service, [hashtable] $Policy)
    $nonce = Get-PerfRandom 32
    $age = [Diagnostics.Stopwatch]::StartNew()
    $path = "/attestation/quote?nonce=$(ConvertTo-PerfBase64Url $nonce)"
    $answer = Invoke-PerfRequest $Service 'GET' $path -TakeAnyCertificate
    $Policy.At = [datetime]::UtcNow
    $Policy.SkewSeconds = $script:ClockSkewSeconds
    $verified = Confirm-PerfAttestation $answer $nonce $Policy
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
