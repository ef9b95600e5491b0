# SPDX-License-Identifier: Apache-2.0
# Failures: every refusal is an error record whose id is a documented code.

# The error record to throw: its id is the code, its message a sentence that says what to do.
function Get-PerfFailure {
    param([string] $Code, [string] $Message, [string] $Category = 'InvalidData', $Target = $null)
    $exception = [InvalidOperationException]::new($Message)
    $exception.Data['Code'] = $Code
    return [Management.Automation.ErrorRecord]::new($exception, $Code, $Category, $Target)
}

# Bad input of the caller: names the parameter.
function Deny-PerfOption {
    param([string] $Parameter, [string] $Message)
    throw (Get-PerfFailure 'INVALID_OPTION' "-${Parameter}: $Message" 'InvalidArgument')
}

# An answer that does not have the shape of the protocol: names the member.
function Deny-PerfReply {
    param([string] $Message)
    throw (Get-PerfFailure 'INVALID_REPLY' "the service's answer is malformed: $Message")
}

# Evidence that is not believed; its codes are in Codes.ps1.
function Deny-PerfEvidence {
    param([string] $Code, [string] $Item = '', [string] $Detail = '')
    $stage, $words = $script:AttestationCodes[$Code]
    $message = "attestation refused: $words"
    if ($Item) { $message += " ($Item)" }
    if ($Detail) { $message += ": $Detail" }
    $failure = Get-PerfFailure $Code "$message [$Code]" 'SecurityError'
    $failure.Exception.Data['Stage'] = $stage
    $failure.Exception.Data['Item'] = $Item
    throw $failure
}

# Refuse unless it holds.
function Assert-PerfEvidence {
    param([bool] $Holds, [string] $Code, [string] $Item, [string] $Detail)
    if (-not $Holds) { Deny-PerfEvidence $Code $Item $Detail }
}

# What the block reads; what it finds malformed is this code.  (Long names: the block sees the
# variables of this function before those of its own.)
function Read-PerfEvidence {
    param([string] $RefusalCode, [string] $RefusalItem, [scriptblock] $RefusalBlock)
    try {
        return , (& $RefusalBlock)
    } catch [FormatException] {
        Deny-PerfEvidence $RefusalCode $RefusalItem $_.Exception.Message
    }
}
