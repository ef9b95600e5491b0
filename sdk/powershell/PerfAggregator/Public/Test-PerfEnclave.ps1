# SPDX-License-Identifier: Apache-2.0
function Test-PerfEnclave {
    <#
    .SYNOPSIS
    Verify an enclave's attestation and show what was proved.  Sends nothing but a random nonce.

    .DESCRIPTION
    Asks the service for a quote with a fresh nonce and checks it whole: the certificates up to
    Intel's root key, every signature, the DEBUG bit, the measurement, and that the quote is bound
    to the keys and the configuration that came with it.  Fails with the first thing that is wrong;
    the error's id is the code (ATT_E_...).

    .PARAMETER ServiceUrl
    The address of the enclave or of its gateway, https://host or https://host:port.

    .PARAMETER Measurement
    The allowed measurements (MRENCLAVE, 64 hexadecimal digits), at least one: there is no "any".

    .PARAMETER Policy
    Instead: the measurements.json of the release you trust, which can also allow signers, TCB
    statuses, advisories and platforms (docs/attestation.md).

    .PARAMETER InsecureSimulatedRoot
    The file of a simulated root certificate.  Then only simulated evidence is accepted, which
    protects nothing.

    .PARAMETER TimeoutSec
    How long one request may take, in seconds.

    .EXAMPLE
    Test-PerfEnclave -ServiceUrl https://perf.example:3000 -Measurement $release

    .OUTPUTS
    An object with Tee, Simulated, Debug, Measurement, Signer, TcbStatus, Advisories, PublicKey,
    IdentityKey, Config, ValidUntil.

    .LINK
    Register-PerfUser
    #>
    [CmdletBinding()]
    [OutputType('PerfAggregator.Enclave')]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [string] $ServiceUrl,

        [string[]] $Measurement = @(),

        [string] $Policy,

        [string] $InsecureSimulatedRoot,

        [ValidateRange(1, 600)]
        [int] $TimeoutSec = 30,

        [Parameter(DontShow = $true)]
        [scriptblock] $Transport
    )
    $service = Get-PerfService $ServiceUrl $TimeoutSec $Transport
    if ($InsecureSimulatedRoot) {
        $InsecureSimulatedRoot = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($InsecureSimulatedRoot)
    }
    $root = Get-PerfRoot $InsecureSimulatedRoot
    if ($Policy) { $Policy = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Policy) }
    $trusted = Get-PerfTrust $root $Measurement $Policy
    if ($root.IsSimulated) { $PSCmdlet.WriteWarning($script:SimulatedWarning) }
    return (Request-PerfAttestation $service $trusted).Facts
}
