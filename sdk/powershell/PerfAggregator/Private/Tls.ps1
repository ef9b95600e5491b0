# SPDX-License-Identifier: Apache-2.0
# Which TLS certificate is believed: one that this machine trusts, or the one whose key an attested
# enclave has bound into its quote, which is then no one else's.
#
# The check runs on threads that have no PowerShell, where a script block cannot: so it is an
# expression, compiled by .NET.

# The check of one connection.  `Tls` is @{ Key; TakeAny; Seen }: Key the public key (hexadecimal)
# that is enough, or ''; TakeAny accepts all, for the question whose answer is proved otherwise;
# Seen is given certificate, public key and what this machine has against it.
function Get-PerfTlsCheck {
    param([hashtable] $Tls)
    $certificateType = [Security.Cryptography.X509Certificates.X509Certificate]
    $parameters = [Linq.Expressions.ParameterExpression[]]@(
        [Linq.Expressions.Expression]::Parameter([object]),
        [Linq.Expressions.Expression]::Parameter($certificateType),
        [Linq.Expressions.Expression]::Parameter(
            [Security.Cryptography.X509Certificates.X509Chain]),
        [Linq.Expressions.Expression]::Parameter([Net.Security.SslPolicyErrors]))
    $none = [type[]]@()
    $raw = [Linq.Expressions.Expression]::Call(
        $parameters[1], $certificateType.GetMethod('GetRawCertData', $none))
    $key = [Linq.Expressions.Expression]::Call(
        $parameters[1], $certificateType.GetMethod('GetPublicKeyString', $none))
    $errors = [Linq.Expressions.Expression]::Convert($parameters[3], [int])
    $seen = [Linq.Expressions.Expression]::Constant($Tls.Seen)
    $add = $Tls.Seen.GetType().GetMethod('Add')
    $steps = [Collections.Generic.List[Linq.Expressions.Expression]]::new()
    foreach ($value in $raw, $key, $errors) {
        $boxed = [Linq.Expressions.Expression]::Convert($value, [object])
        $steps.Add([Linq.Expressions.Expression]::Call($seen, $add, $boxed))
    }
    $isTrusted = [Linq.Expressions.Expression]::Equal(
        $errors, [Linq.Expressions.Expression]::Constant(0))
    $isPinned = [Linq.Expressions.Expression]::Equal(
        $key, [Linq.Expressions.Expression]::Constant($Tls.Key))
    $steps.Add([Linq.Expressions.Expression]::OrElse(
            [Linq.Expressions.Expression]::Constant([bool]$Tls.TakeAny),
            [Linq.Expressions.Expression]::OrElse($isTrusted, $isPinned)))
    $body = [Linq.Expressions.Expression]::Block($steps.ToArray())
    $check = [Linq.Expressions.Expression]::Lambda(
        [Net.Security.RemoteCertificateValidationCallback], $body, $parameters)
    return $check.Compile()
}

# The SubjectPublicKeyInfo of any X.509 certificate, whole; $null when it is none.
function Get-PerfSpki {
    param([byte[]] $Der)
    try {
        $certificate = Enter-PerfDer (Get-PerfDerReader $Der) $script:DerSequence
        $tbs = Enter-PerfDer $certificate $script:DerSequence
        if (Test-PerfDerNext $tbs $script:DerContext0) {
            $null = Enter-PerfDer $tbs $script:DerContext0 # version
        }
        $null = Enter-PerfDer $tbs $script:DerInteger # serial number
        foreach ($i in 1..4) {
            $null = Enter-PerfDer $tbs $script:DerSequence # algorithm, issuer, validity, subject
        }
        return , (Read-PerfDerWhole $tbs $script:DerSequence)
    } catch [FormatException] {
        return $null
    }
}

# Is the connection that the verified answer came over the enclave's own?  $true when the bound key
# was seen, which the service's next connections are then held to; $false when the certificate is
# another one that this machine trusts (a gateway's), or there was no TLS to see.
function Confirm-PerfTls {
    param([hashtable] $Service, [hashtable] $Binding)
    if ($Service.TlsSeen.Count -eq 0) { return $false }
    $raw, $key, $errors = $Service.TlsSeen.GetRange($Service.TlsSeen.Count - 3, 3)
    $spki = Get-PerfSpki $raw
    $isBound = $null -ne $spki -and ($Binding.Flags -band $script:BindingTls) -ne 0 -and
        (Test-PerfEqual (Get-PerfSha256 $spki) $Binding.TlsSpkiSha256)
    if ($isBound) {
        $Service.TlsKey = $key
    } elseif ($errors -ne 0) {
        Deny-PerfEvidence ATT_E_TLS 'certificate' (
            'this machine does not trust it, and it is not the one that the enclave has bound')
    }
    return $isBound
}
