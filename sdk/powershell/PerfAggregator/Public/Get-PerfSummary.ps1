# SPDX-License-Identifier: Apache-2.0
function Get-PerfSummary {
    <#
    .SYNOPSIS
    Read the one record a dashboard shows for the whole account.

    .DESCRIPTION
    Volume, trades, fees and realised profit and loss of the session's account.

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
    $session | Get-PerfSummary

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
        Invoke-PerfSession $resolved 'GET' 'summary'
    }
}
