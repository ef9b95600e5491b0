# SPDX-License-Identifier: Apache-2.0
# Failures: every refusal is an error record whose id is a documented code.

# Why evidence is refused: the same names, stages and words as lib/quote/att_error.h, which the
# tests compare with this table.
$script:AttestationCodes = @{
    ATT_E_QUOTE_TRUNCATED     = @('quote', 'the quote ends too early')
    ATT_E_QUOTE_SIZE          = @('quote', "the quote's lengths do not add up")
    ATT_E_QUOTE_VERSION       = @('quote', 'unknown quote version')
    ATT_E_AK_TYPE             = @('quote', 'unknown attestation key type')
    ATT_E_TEE_TYPE            = @('quote', 'unknown TEE type')
    ATT_E_QE_VENDOR           = @('quote',
        'the quoting enclave is not from the vendor of this root')
    ATT_E_CERT_DATA_TYPE      = @('quote', 'the quote carries no certificate chain')
    ATT_E_CERT_DATA_SIZE      = @('quote', "the certificate chain's length does not add up")
    ATT_E_CERT_FORMAT         = @('pck', 'a certificate is malformed')
    ATT_E_CHAIN_LINK          = @('pck', 'the certificates do not follow each other')
    ATT_E_CHAIN_CN            = @('pck', 'a certificate has the wrong name for this root')
    ATT_E_ROOT_UNTRUSTED      = @('pck', 'the chain ends at a root that is not trusted here')
    ATT_E_CHAIN_SIGNATURE     = @('pck', "a certificate's signature is wrong")
    ATT_E_CHAIN_CONSTRAINT    = @('pck', 'a certificate may not be used like this')
    ATT_E_CERT_NOT_YET_VALID  = @('pck', 'a certificate is not valid yet')
    ATT_E_CERT_EXPIRED        = @('pck', 'a certificate has expired')
    ATT_E_PCK_EXTENSION       = @('pck', "the PCK certificate's SGX extension is malformed")
    ATT_E_QE_REPORT_SIGNATURE = @('sig', "the quoting enclave's report is not signed by its key")
    ATT_E_QE_REPORT_DATA      = @('sig', 'the quoting enclave did not vouch for this key')
    ATT_E_QUOTE_SIGNATURE     = @('sig', "the quote's signature is wrong")
    ATT_E_DEBUG               = @('policy', 'the enclave runs in debug mode')
    ATT_E_ATTRIBUTES          = @('policy', 'the enclave has attributes that are not allowed')
    ATT_E_MRENCLAVE           = @('policy', 'this is not the code that was expected')
    ATT_E_SIMULATED           = @('policy',
        'simulated evidence, and no simulated root was allowed')
    ATT_E_NOT_SIMULATED       = @('policy',
        'evidence under a simulated root must say it is simulated')
    ATT_E_REPORT_DATA         = @('binding', 'the quote is not bound to this answer')
    ATT_E_NONCE               = @('binding', 'the answer is not for this request')
    ATT_E_TLS                 = @('binding', 'the answer is not bound to this TLS connection')
    ATT_E_CONFIG              = @('binding',
        'the configuration shown is not the one that is bound')
    ATT_E_COLLATERAL          = @('binding', 'the collateral shown is not the one that is bound')
    ATT_E_STALE               = @('binding', 'the evidence is too old')
}

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

# Evidence that is not believed.
function Deny-PerfEvidence {
    param([string] $Code, [string] $Item = '', [string] $Detail = '')
    $stage, $words = $script:AttestationCodes[$Code]
    $message = "attestation refused: $words"
    if ($Item) { $message += " ($Item)" }
    if ($Detail) { $message += ": $Detail" }
    $failure = Get-PerfFailure $Code "$message [$Code]" 'SecurityError'
    $failure.Exception.Data['Stage'] = $stage
    throw $failure
}
