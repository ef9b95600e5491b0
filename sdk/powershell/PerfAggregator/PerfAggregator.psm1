# SPDX-License-Identifier: Apache-2.0
#Requires -Version 5.1
# The client of a Perf-Aggregator enclave.  README.md, next door, says where to start reading.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# By name, from the ground up: a stray file in the folder is never run.
$private:files = @(
    'Private/Failure.ps1'
    'Private/Bytes.ps1'
    'Private/Json.ps1'
    'Private/Hash.ps1'
    'Private/X25519.ps1'
    'Private/AesGcm.ps1'
    'Private/Hpke.ps1'
    'Private/Binding.ps1'
    'Private/Envelope.ps1'
)
foreach ($private:file in $files) {
    . ([IO.Path]::Combine($PSScriptRoot, $file))
}

Export-ModuleMember -Function @(
    'Get-PerfMetric'
    'Get-PerfSession'
    'Get-PerfSummary'
    'Register-PerfUser'
    'Revoke-PerfSession'
    'Test-PerfEnclave'
)
