# SPDX-License-Identifier: Apache-2.0
@{
    RootModule           = 'PerfAggregator.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f1d7c1e-2f0b-4f0e-9d53-6b9a1e0c7a52'
    Author               = 'Perf-Aggregator contributors'
    CompanyName          = 'Perf-Aggregator'
    Copyright            = 'Apache-2.0'
    Description          = 'Verify a Perf-Aggregator enclave, seal an exchange key to it, read the metrics.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport    = @(
        'Get-PerfMetric'
        'Get-PerfSession'
        'Get-PerfSummary'
        'Register-PerfUser'
        'Revoke-PerfSession'
        'Test-PerfEnclave'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('attestation', 'enclave', 'sgx', 'hpke', 'trading')
        }
    }
}
