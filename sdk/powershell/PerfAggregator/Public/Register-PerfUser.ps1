# SPDX-License-Identifier: Apache-2.0
function Register-PerfUser {
    <#
    .SYNOPSIS
    Verify the enclave, seal a read-only exchange key to it, and open a session.

    .DESCRIPTION
    Nothing secret is sent before the enclave's attestation has been verified (Test-PerfEnclave says
    how), and then only sealed to the key that the attestation vouches for: HPKE, RFC 9180.  The
    answer must carry a receipt that only who opened the envelope can make.

    Secrets that are not given are asked for without echo.  Give the exchange key read rights only:
    the enclave refuses a key that can trade or withdraw.

    .PARAMETER UserId
    Your name here: 1 to 64 letters, digits, '.', '_' or '-'.

    .PARAMETER Exchange
    The exchange, e.g. binance.

    .PARAMETER ApiKey
    The API key, as a securestring; a string is accepted with a warning.

    .PARAMETER Secret
    The API secret, as a securestring; a string is accepted with a warning.

    .PARAMETER Credential
    API key and secret together: the key as user name, the secret as password.

    .PARAMETER Passphrase
    The API passphrase, for the exchanges that have one.

    .PARAMETER AccountType
    spot, margin, futures or all.

    .PARAMETER Sandbox
    The key is for the exchange's sandbox.

    .PARAMETER Symbol
    The symbols to look at; all that are found when left out.

    .PARAMETER ServiceUrl
    The address of the enclave or of its gateway, https://host or https://host:port.

    .PARAMETER Label
    A label for the session, at most 64 bytes.

    .PARAMETER Ttl
    How long the session lives, in seconds: 300 to 604800.

    .PARAMETER Proof
    hmac: every request of the session is signed, and its id alone is worth nothing.
    none: who has the id can read.

    .PARAMETER Measurement
    The allowed measurements (MRENCLAVE, 64 hexadecimal digits), at least one: there is no "any".

    .PARAMETER Policy
    Instead: the measurements.json of the release you trust, which can also allow signers, TCB
    statuses, advisories and platforms (docs/attestation.md).

    .PARAMETER InsecureSimulatedRoot
    The file of a simulated root certificate.  Then only simulated evidence is accepted, which
    protects nothing.

    .PARAMETER AllowSecretsToSimulated
    Send the key even though the enclave is simulated: for pretend keys only.

    .PARAMETER TimeoutSec
    How long one request may take, in seconds.

    .EXAMPLE
    $session = Register-PerfUser trader-john binance -ServiceUrl https://perf.example:3000 `
        -Measurement $release
    $session | Get-PerfSummary

    .OUTPUTS
    An object with SessionId, ExpiresAt, Status, Permissions, Proof, ProofKey, ServiceUrl, Enclave.

    .LINK
    Get-PerfSummary
    #>
    [CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Secrets')]
    [OutputType('PerfAggregator.Session')]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidatePattern('\A[A-Za-z0-9._-]{1,64}\z')]
        [string] $UserId,

        [Parameter(Mandatory = $true, Position = 1)]
        [ValidatePattern('\A[A-Za-z0-9_-]{2,32}\z')]
        [string] $Exchange,

        [Parameter(ParameterSetName = 'Secrets')]
        [object] $ApiKey,

        [Parameter(ParameterSetName = 'Secrets')]
        [object] $Secret,

        [Parameter(Mandatory = $true, ParameterSetName = 'Credential')]
        [pscredential] $Credential,

        [object] $Passphrase,

        [ValidateSet('spot', 'margin', 'futures', 'all')]
        [string] $AccountType = 'spot',

        [switch] $Sandbox,

        [ValidateCount(1, 64)]
        [string[]] $Symbol,

        [Parameter(Mandatory = $true)]
        [string] $ServiceUrl,

        [string] $Label = '',

        [ValidateRange(300, 604800)]
        [int] $Ttl = 86400,

        [ValidateSet('hmac', 'none')]
        [string] $Proof = 'hmac',

        [string[]] $Measurement = @(),

        [string] $Policy,

        [string] $InsecureSimulatedRoot,

        [switch] $AllowSecretsToSimulated,

        [ValidateRange(1, 600)]
        [int] $TimeoutSec = 30,

        [Parameter(DontShow = $true)]
        [scriptblock] $Transport
    )
    # The words of the protocol are lower-case, and PowerShell's own checks ignore case.
    $Exchange = $Exchange.ToLowerInvariant()
    $AccountType = $AccountType.ToLowerInvariant()
    $Proof = $Proof.ToLowerInvariant()
    $service = Get-PerfService $ServiceUrl $TimeoutSec $Transport
    Assert-PerfLabel $Label
    if ($InsecureSimulatedRoot) {
        $InsecureSimulatedRoot = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($InsecureSimulatedRoot)
    }
    $root = Get-PerfRoot $InsecureSimulatedRoot
    if ($Policy) { $Policy = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Policy) }
    $trusted = Get-PerfTrust $root $Measurement $Policy
    if ($root.IsSimulated) {
        if (-not $AllowSecretsToSimulated) {
            throw (Get-PerfFailure 'SIMULATED_NOT_ALLOWED' ('-InsecureSimulatedRoot accepts an ' +
                    'enclave that protects nothing, so no key is sent to it: add ' +
                    '-AllowSecretsToSimulated if the key is a pretend one') 'SecurityError')
        }
        $PSCmdlet.WriteWarning($script:SimulatedWarning)
    }
    foreach ($name in 'ApiKey', 'Secret', 'Passphrase') {
        if ($PSBoundParameters[$name] -is [string]) {
            $PSCmdlet.WriteWarning("-$name as plain text stays in this session's history and " +
                'memory: leave it out to be asked for it, or use -Credential')
        }
    }
    $action = "seal the $Exchange key of $UserId to the attested enclave and open a session"
    if (-not $PSCmdlet.ShouldProcess($service.Url, $action)) { return }

    if ($null -ne $Credential) {
        $ApiKey = $Credential.UserName
        $Secret = $Credential.Password
    }
    if ($null -eq $ApiKey) { $ApiKey = Read-PerfSecret ApiKey "$Exchange API key" $Host.UI }
    if ($null -eq $Secret) { $Secret = Read-PerfSecret Secret "$Exchange API secret" $Host.UI }
    $user = @{
        UserId = $UserId; Exchange = $Exchange; AccountType = $AccountType
        Sandbox = [bool]$Sandbox; Symbols = @($Symbol)
    }
    if ($null -eq $Symbol) { $user.Symbols = @() }
    $plain = ConvertTo-PerfPlain $user $ApiKey $Secret $Passphrase
    try {
        $verified = Request-PerfAttestation $service $trusted
        $PSCmdlet.WriteVerbose("attested: measurement $($verified.Facts.Measurement)")
        $submission = @{
            KeyId     = $verified.KeyId
            Challenge = $verified.Challenge
            IssuedAt  = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
            Exchange  = $Exchange
            Label     = $Label
            Ttl       = $Ttl
            Proof     = $Proof
        }
        $sealed = Protect-PerfEnvelope $verified.Enclave $submission $plain (Get-PerfRandom 32)
    } finally {
        Clear-PerfSecret @(, $plain)
    }
    return Submit-PerfEnvelope $service $verified $sealed $Proof
}
