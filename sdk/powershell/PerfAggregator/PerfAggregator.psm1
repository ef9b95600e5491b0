# SPDX-License-Identifier: Apache-2.0
#Requires -Version 5.1
# The client of a Perf-Aggregator enclave.  README.md, next door, says where to start reading.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# By name, from the ground up: a stray file in the folder is never run.
$files = @(
    'Private/Codes.ps1'
    'Private/Failure.ps1'
    'Private/Bytes.ps1'
    'Private/Json.ps1'
    'Private/Hash.ps1'
    'Private/X25519.ps1'
    'Private/AesGcm.ps1'
    'Private/Hpke.ps1'
    'Private/Binding.ps1'
    'Private/Envelope.ps1'
    'Private/Der.ps1'
    'Private/Certificate.ps1'
    'Private/SgxExtension.ps1'
    'Private/Crl.ps1'
    'Private/Root.ps1'
    'Private/Chain.ps1'
    'Private/Layout.ps1'
    'Private/TcbLevel.ps1'
    'Private/Document.ps1'
    'Private/Policy.ps1'
    'Private/Measurements.ps1'
    'Private/Quote.ps1'
    'Private/Attestation.ps1'
    'Private/Tls.ps1'
    'Private/Proof.ps1'
    'Private/Http.ps1'
    'Private/Secret.ps1'
    'Private/Session.ps1'
    'Public/Test-PerfEnclave.ps1'
    'Public/Register-PerfUser.ps1'
    'Public/Get-PerfSummary.ps1'
    'Public/Get-PerfMetric.ps1'
    'Public/Get-PerfSession.ps1'
    'Public/Revoke-PerfSession.ps1'
)
foreach ($file in $files) {
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
