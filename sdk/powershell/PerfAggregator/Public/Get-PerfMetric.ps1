# SPDX-License-Identifier: Apache-2.0
function Get-PerfMetric {
    <#
    .SYNOPSIS
    Read everything the enclave computed: summary, per symbol, returns, method.

    .DESCRIPTION
    The period is the whole history unless -From or -To bound it.

    .PARAMETER Session
    What Register-PerfUser gave.

    .PARAMETER ServiceUrl
    The address of the enclave or of its gateway, when there is no session object.

    .PARAMETER SessionId
    The session's id.

    .PARAMETER ProofKey
    The session's key; leave it out for a session without a proof.

    .PARAMETER From
    Only what happened at this time or later.

    .PARAMETER To
    Only what happened before this time.

    .PARAMETER Method
    How lots are matched: fifo, lifo, hifo or average; the service's default when left out.

    .PARAMETER TimeoutSec
    How long the request may take, in seconds.

    .EXAMPLE
    $session | Get-PerfMetric -From 2026-01-01 -Method fifo

    .OUTPUTS
    The service's answer as an object; amounts are decimal texts, exact.

    .LINK
    Get-PerfSummary
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

        [datetime] $From,

        [datetime] $To,

        [ValidateSet('fifo', 'lifo', 'hifo', 'average')]
        [string] $Method,

        [ValidateRange(1, 600)]
        [int] $TimeoutSec = 30,

        [Parameter(DontShow = $true)]
        [scriptblock] $Transport
    )
    process {
        $resolved = Resolve-PerfSession $Session $ServiceUrl $SessionId $ProofKey $TimeoutSec $Transport
        $query = [ordered]@{}
        foreach ($name in 'From', 'To') {
            if ($PSBoundParameters.ContainsKey($name)) {
                $time = $PSBoundParameters[$name].ToUniversalTime()
                $query[$name.ToLowerInvariant()] = $time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                    [Globalization.CultureInfo]::InvariantCulture)
            }
        }
        if ($Method) { $query['method'] = $Method.ToLowerInvariant() }
        Invoke-PerfSession $resolved 'GET' 'metrics' $query
    }
}
