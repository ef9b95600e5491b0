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

    .PARAMETER InsecureSimulatedRoot
    The file of a simulated root certificate.  Then only simulated evidence is accepted, which
    protects nothing.

    .PARAMETER TimeoutSec
    How long one request may take, in seconds.

    .EXAMPLE
    Test-PerfEnclave -ServiceUrl https://perf.example:3000 -Measurement $release

    .OUTPUTS
    An object with Simulated, Debug, Measurement, Signer, PublicKey, IdentityKey, Config, ValidUntil.

    .LINK
    Register-PerfUser
    #>
    [CmdletBinding()]
    [OutputType('PerfAggregator.Enclave')]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [string] $ServiceUrl,

        [Parameter(Mandatory = $true)]
        [string[]] $Measurement,

        [string] $InsecureSimulatedRoot,

        [ValidateRange(1, 600)]
        [int] $TimeoutSec = 30,

        [Parameter(DontShow = $true)]
        [scriptblock] $Transport
    )
    $service = Get-PerfService $ServiceUrl $TimeoutSec $Transport
    $measurements = Get-PerfMeasurements $Measurement
    if ($InsecureSimulatedRoot) {
        $InsecureSimulatedRoot = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($InsecureSimulatedRoot)
    }
    $root = Get-PerfRoot $InsecureSimulatedRoot
    if ($root.IsSimulated) { $PSCmdlet.WriteWarning($script:SimulatedWarning) }
    return (Request-PerfAttestation $service $root $measurements).Facts
}
