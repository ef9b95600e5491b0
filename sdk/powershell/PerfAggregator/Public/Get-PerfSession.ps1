# SPDX-License-Identifier: Apache-2.0
function Get-PerfSession {
    <#
    .SYNOPSIS
    Read the state of a session: progress of the collection, permissions, expiry.

    .DESCRIPTION
    Shows how far the collection of trades has come, symbol by symbol, and the last error.

    .PARAMETER Session
    What Register-PerfUser gave.

    .PARAMETER ServiceUrl
    The address of the enclave or of its gateway, when there is no session object.

    .PARAMETER SessionId
    The session's id.

    .PARAMETER ProofKey
    The session's key; leave it out for a session without a proof.

    .PARAMETER TimeoutSec
    How long the request may take, in seconds.

    .EXAMPLE
    $session | Get-PerfSession

    .OUTPUTS
    The service's answer as an object; amounts are decimal texts, exact.

    .LINK
    Register-PerfUser
    #>
    [CmdletBinding(DefaultParameterSetName = 'Session')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true,
            ParameterSetName = 'Session')]
        [PSTypeName('PerfAggregator.Session')]
        $Session,

        [Parameter(Mandatory = $true, ParameterSetName = 'Parts')]
        [string] $ServiceUrl,

        [Parameter(Mandatory = $true, ParameterSetName = 'Parts')]
        [string] $SessionId,

        [Parameter(ParameterSetName = 'Parts')]
        [securestring] $ProofKey,

        [ValidateRange(1, 600)]
        [int] $TimeoutSec = 30,

        [Parameter(DontShow = $true)]
        [scriptblock] $Transport
    )
    process {
        $resolved = Resolve-PerfSession $Session $ServiceUrl $SessionId $ProofKey $TimeoutSec $Transport
        Invoke-PerfSession $resolved 'GET' 'session'
    }
}
