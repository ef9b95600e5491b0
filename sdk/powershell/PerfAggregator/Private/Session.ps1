# SPDX-License-Identifier: Apache-2.0
# What the public functions share: whom to trust, which session, and one signed request to it.

$script:SimulatedWarning = 'SIMULATED - NOT PROTECTED: this enclave runs on no secure hardware, ' +
    'and whoever runs it can read what you send to it.'
$script:SessionIdPattern = '\Asession_[0-9]{1,20}_[A-Za-z0-9_-]{43}\z'

# The policy that allows these 1 to 16 measurements; `a,b` in one text is two, since `pwsh -File`
# cannot pass arrays.
function Get-PerfMeasurementPolicy {
    param([hashtable] $Root, [string[]] $Texts)
    $name = 'Measurement'
    $all = @(foreach ($text in $Texts) { $text.Split(',') })
    if ($all.Count -lt 1 -or $all.Count -gt 16) {
        Deny-PerfOption $name ('name 1 to 16 allowed measurements (64 hexadecimal digits each): ' +
            'take them from the release you trust')
    }
    $policy = Get-PerfPolicy $Root
    $policy.Releases = @(foreach ($text in $all) {
        $bytes = ConvertFrom-PerfHex $text.Trim()
        if ($null -eq $bytes -or $bytes.Length -ne 32) {
            Deny-PerfOption $name "'$text' is not 64 hexadecimal digits"
        }
        @{ Tee = 'SGX'; Mrenclave = $bytes }
    })
    return $policy
}

# Intel's root, or the simulated one of this file.
function Get-PerfRoot {
    param([string] $InsecureSimulatedRoot)
    if (-not $InsecureSimulatedRoot) { return $script:IntelRoot }
    $name = 'InsecureSimulatedRoot'
    try {
        $pem = [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes($InsecureSimulatedRoot))
    } catch {
        $words = $_.Exception.GetBaseException().Message
        Deny-PerfOption $name "'$InsecureSimulatedRoot' cannot be read: $words"
    }
    return Get-PerfSimulatedRoot $pem
}

# @{ Service; Id; Key } from a session object, or from its parts; Key is $null without a proof.
function Resolve-PerfSession {
    param($Session, [string] $ServiceUrl, [string] $SessionId, $ProofKey, [int] $TimeoutSec,
        [scriptblock] $Transport)
    $tlsKey = ''
    if ($null -ne $Session) {
        $tlsKey = $Session.TlsKey
        $ServiceUrl = $Session.ServiceUrl
        $SessionId = $Session.SessionId
        $ProofKey = $Session.ProofKey
    }
    if ($SessionId -cnotmatch $script:SessionIdPattern) {
        Deny-PerfOption 'SessionId' 'expected session_<time>_<43 characters>, as registering gave it'
    }
    $key = $null
    if ($null -ne $ProofKey) { $key = ConvertFrom-PerfSecureKey $ProofKey }
    $service = Get-PerfService $ServiceUrl $TimeoutSec $Transport
    $service.TlsKey = $tlsKey
    return @{
        Service = $service
        Id      = $SessionId
        Key     = $key
    }
}

# A request of a session, signed when it has a key; the answer as objects.
function Invoke-PerfSession {
    param([hashtable] $Session, [string] $Method, [string] $What, $Query = [ordered]@{})
    $pairs = foreach ($name in $Query.Keys) { "$name=$([uri]::EscapeDataString($Query[$name]))" }
    $path = "/enclave/$What/$($Session.Id)"
    if ($pairs) { $path += '?' + (@($pairs) -join '&') }
    $headers = @{}
    if ($null -ne $Session.Key) {
        $uri = [uri]($Session.Service.Url + $path)
        $now = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
        $headers = Get-PerfProofHeaders $Session.Key $Method $uri $now (Get-PerfRandom 16)
    }
    try {
        $answer = Invoke-PerfRequest $Session.Service $Method $path $headers
    } finally {
        Clear-PerfSecret @(, $Session.Key)
    }
    return ConvertTo-PerfObject $answer
}

function Assert-PerfLabel {
    param([string] $Label)
    $name = 'Label'
    try {
        $size = $script:Utf8.GetByteCount($Label)
    } catch {
        Deny-PerfOption $name 'it is not well-formed Unicode'
    }
    if ($size -gt 64) { Deny-PerfOption $name "it has $size bytes; at most 64 are allowed" }
    foreach ($character in $Label.ToCharArray()) {
        if ([char]::IsControl($character)) { Deny-PerfOption $name 'it has control characters' }
    }
}

# The plaintext of an envelope from what the caller gave; the caller wipes it.
function ConvertTo-PerfPlain {
    param([hashtable] $User, $ApiKey, $Secret, $Passphrase)
    $keyCharacters = $null; $secretCharacters = $null; $passCharacters = $null
    try {
        $keyCharacters = ConvertTo-PerfCharacters ApiKey $ApiKey 10 1024
        $secretCharacters = ConvertTo-PerfCharacters Secret $Secret 10 3583 -AllowPem
        if ($null -ne $Passphrase) {
            $passCharacters = ConvertTo-PerfCharacters Passphrase $Passphrase 1 1024
        }
        return , (Get-PerfEnvelopePlain $User $keyCharacters $secretCharacters $passCharacters)
    } finally {
        Clear-PerfSecret @($keyCharacters, $secretCharacters, $passCharacters)
    }
}

# Send the envelope while the evidence is fresh, check the receipt, and give the session.
function Submit-PerfEnvelope {
    param([hashtable] $Service, [hashtable] $Verified, [hashtable] $Sealed, [string] $Proof)
    try {
        $body = ConvertTo-PerfBytes (ConvertTo-PerfJson $Sealed.Request)
        if ($body.Length -gt $script:EnvelopeBodySizeMax) {
            Deny-PerfOption 'Symbol' 'the registration is too large: name fewer symbols'
        }
        Assert-PerfFresh $Verified.Age.ElapsedMilliseconds
        $answer = Invoke-PerfRequest $Service 'POST' '/enclave/submit_key' @{} $body
        return Confirm-PerfSession $Service $Verified $Sealed $Proof $answer
    } finally {
        Clear-PerfSecret @($Sealed.PopKey, $Sealed.AuditKey)
    }
}

# Believe the answer to an envelope, or refuse it: the receipt proves who wrote it.
function Confirm-PerfSession {
    param([hashtable] $Service, [hashtable] $Verified, [hashtable] $Sealed, [string] $Proof,
        $Answer)
    $id = Get-PerfMember $Answer 'session_id' ([string])
    $expiresAt = Get-PerfMember $Answer 'expires_at' ([string])
    $receipt = Get-PerfMemberBytes $Answer 'receipt' base64 32
    $wanted = Get-PerfReceipt $Sealed.PopKey $Sealed.EphemeralPub $id $expiresAt
    if (-not (Test-PerfEqual $wanted $receipt)) {
        throw (Get-PerfFailure 'RECEIPT_MISMATCH' ('the registration was answered by somebody ' +
                'other than the enclave: nothing was disclosed, and the session it names is not ' +
                'used') 'SecurityError')
    }
    $time = [datetime]::MinValue
    $isTime = [datetime]::TryParseExact($expiresAt,
        [string[]]@("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        [Globalization.CultureInfo]::InvariantCulture, 'AssumeUniversal, AdjustToUniversal',
        [ref]$time)
    if ($id -cnotmatch $script:SessionIdPattern -or -not $isTime) {
        Deny-PerfReply 'session_id or expires_at'
    }
    $key = $null
    if ($Proof -ceq 'hmac') { $key = ConvertTo-PerfSecureKey $Sealed.PopKey }
    $permissions = $null
    if ($Answer.Contains('permissions')) { $permissions = ConvertTo-PerfObject $Answer['permissions'] }
    return [pscustomobject]@{
        PSTypeName  = 'PerfAggregator.Session'
        SessionId   = $id
        ExpiresAt   = $time
        Status      = Get-PerfMember $Answer 'status' ([string])
        Permissions = $permissions
        Proof       = $Proof
        ProofKey    = $key
        ServiceUrl  = $Service.Url
        TlsKey      = $Service.TlsKey
        Enclave     = $Verified.Facts
    }
}
