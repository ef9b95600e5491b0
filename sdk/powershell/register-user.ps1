# SPDX-License-Identifier: Apache-2.0

<#
.SYNOPSIS
Register a trader: verify the enclave, seal a read-only exchange key to it, print the session.

.DESCRIPTION
A thin script over the module PerfAggregator, next to it.  The key leaves this machine only sealed
to an enclave whose attestation has been verified.  The session's id is enough to read:

    Invoke-RestMethod "$ServiceUrl/enclave/summary/$sessionId"

Secrets that are not given are asked for without echo.  The exit code is 0, or 1 after an error.

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

.PARAMETER ServiceUrl
The address of the enclave or of its gateway, https://host or https://host:port.

.PARAMETER Secure
Verify and encrypt.  There is no other way: without it the script explains and stops.

.PARAMETER Label
A label for the session, at most 64 bytes.

.PARAMETER Ttl
How long the session lives, in seconds: 300 to 604800.

.PARAMETER Proof
none: who has the session's id can read.  hmac: every request is signed; use the module's functions.

.PARAMETER Measurement
The allowed measurements (MRENCLAVE, 64 hexadecimal digits), separated by commas.

.PARAMETER Policy
Instead of -Measurement: the measurements.json of the release you trust.

.PARAMETER InsecureSimulatedRoot
The file of a simulated root certificate.  Then only simulated evidence is accepted, which protects
nothing.

.PARAMETER AllowSecretsToSimulated
Send the key even though the enclave is simulated: for pretend keys only.

.PARAMETER TimeoutSec
How long one request may take, in seconds.

.EXAMPLE
./register-user.ps1 -UserId trader-john -Exchange binance -ServiceUrl https://perf.example:3000 `
    -Measurement $release -Secure

.EXAMPLE
./register-user.ps1 -UserId trader-john -Exchange binance -ServiceUrl https://perf.example:3000 `
    -Measurement $release -Secure -Credential (Get-Credential) -Label main -Ttl 3600

.LINK
Register-PerfUser
#>
#Requires -Version 5.1
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)]
    [string] $UserId,

    [Parameter(Mandatory = $true)]
    [string] $Exchange,

    [object] $ApiKey,

    [object] $Secret,

    [pscredential] $Credential,

    [object] $Passphrase,

    [ValidateSet('spot', 'margin', 'futures', 'all')]
    [string] $AccountType = 'spot',

    [switch] $Sandbox,

    [Parameter(Mandatory = $true)]
    [string] $ServiceUrl,

    [switch] $Secure,

    [string] $Label = '',

    [int] $Ttl = 86400,

    [ValidateSet('none', 'hmac')]
    [string] $Proof = 'none',

    [string[]] $Measurement = @(),

    [string] $Policy,

    [string] $InsecureSimulatedRoot,

    [switch] $AllowSecretsToSimulated,

    [int] $TimeoutSec = 30
)
Set-StrictMode -Version 3.0

try {
    if (-not $Secure) {
        throw ('Without -Secure the key would travel as plain text, and this script does not do ' +
            'that. Add -Secure: the enclave is then verified, and the key is encrypted to it ' +
            'before it leaves this machine. Nothing was sent.')
    }
    if ($Measurement.Count -eq 0 -and -not $Policy) {
        throw ('-Measurement: name the code you trust, as 64 hexadecimal digits, or its ' +
            'measurements.json as -Policy: take it from the release you verified. Nothing was sent.')
    }
    Import-Module ([IO.Path]::Combine($PSScriptRoot, 'PerfAggregator', 'PerfAggregator.psd1')) `
        -Verbose:$false -ErrorAction Stop
    # What was given goes on as it is, -WhatIf and -Verbose with it.
    $arguments = @{} + $PSBoundParameters
    $arguments.Remove('Secure')
    $arguments['Proof'] = $Proof
    Register-PerfUser @arguments
} catch {
    # Dot-sourced, it is part of its caller and must not end it.
    if ($MyInvocation.InvocationName -ceq '.') { throw }
    $PSCmdlet.WriteError($_)
    exit 1
}
