# SPDX-License-Identifier: Apache-2.0
# The one revocation list profile of SGX provisioning (RFC 5280 section 5): whole lists only.

$script:CrlNumber = '551d14'
$script:CrlAuthorityKey = '551d23'
$script:CrlReason = '551d15'
$script:CrlInvalidityDate = '551d18'
# Delta CRL indicator, issuing distribution point, certificate issuer: a list that is not whole, or
# not of one issuer.
$script:CrlForbidden = '551d1b', '551d1c', '551d1d'

function Assert-PerfCrlExtension {
    param([string] $Oid, [string[]] $Allowed)
    $known = $script:CrlForbidden + @($script:CrlNumber, $script:CrlAuthorityKey, $script:CrlReason,
        $script:CrlInvalidityDate)
    if ($Oid -cin $known -and $Oid -cnotin $Allowed) { Deny-PerfFormat "extension $Oid" }
}

# SEQUENCE { serial, time, extensions OPTIONAL }: the serial.
function Read-PerfCrlEntry {
    param([hashtable] $List)
    $entry = Enter-PerfDer $List $script:DerSequence
    $serial = Read-PerfDerUnsigned $entry
    if ($serial.Length -gt 21) { Deny-PerfFormat 'serial number' }
    $null = Read-PerfDerTime $entry
    if ($entry.At -lt $entry.End) {
        $allowed = $script:CrlReason, $script:CrlInvalidityDate
        $extensions = Enter-PerfDer $entry $script:DerSequence
        foreach ($extension in Read-PerfExtensionList $extensions $allowed) {
            Assert-PerfCrlExtension $extension.Oid $allowed
            if ($extension.Oid -cne $script:CrlReason) { continue }
            $value = Get-PerfDerReader $extension.Value
            # 7 is not used; 8 takes an entry back, which no whole list does.
            if ((Read-PerfDerNumber $value 10 $script:DerEnumerated) -in 7, 8) {
                Deny-PerfFormat 'reason'
            }
            Assert-PerfDerEnd $value
        }
    }
    Assert-PerfDerEnd $entry
    return , $serial
}

function Read-PerfCrlExtensions {
    param([hashtable] $Reader)
    $allowed = $script:CrlNumber, $script:CrlAuthorityKey
    $wrapper = Enter-PerfDer $Reader $script:DerContext0
    $list = Enter-PerfDer $wrapper $script:DerSequence
    Assert-PerfDerEnd $wrapper
    $seen = @()
    foreach ($extension in Read-PerfExtensionList $list $allowed) {
        Assert-PerfCrlExtension $extension.Oid $allowed
        $seen += $extension.Oid
        if ($extension.Oid -cne $script:CrlNumber) { continue }
        $value = Get-PerfDerReader $extension.Value
        if ((Read-PerfDerUnsigned $value).Length -gt 21) { Deny-PerfFormat 'number' }
        Assert-PerfDerEnd $value
    }
    foreach ($oid in $allowed) { if ($oid -cnotin $seen) { Deny-PerfFormat 'extensions' } }
}

# Read one list: @{ Tbs; Signature; Issuer; From; Until; Revoked }, the last in hex; no signature or
# date is judged here.
function Read-PerfCrl {
    param([byte[]] $Der)
    $crl = Read-PerfSigned $Der
    $reader = Enter-PerfDer (Get-PerfDerReader $crl.Tbs) $script:DerSequence
    if ((Read-PerfDerNumber $reader 255) -ne 1) { Deny-PerfFormat 'version' }
    Skip-PerfDerExact $reader $script:EcdsaWithSha256
    $crl.Issuer = Read-PerfDerWhole $reader $script:DerSequence
    $crl.From = Read-PerfDerTime $reader
    $crl.Until = Read-PerfDerTime $reader
    $crl.Revoked = @{}
    if (Test-PerfDerNext $reader $script:DerSequence) {
        $list = Enter-PerfDer $reader $script:DerSequence
        if ($list.At -eq $list.End) { Deny-PerfFormat 'a list of nothing' }
        while ($list.At -lt $list.End) {
            $crl.Revoked[(ConvertTo-PerfHex (Read-PerfCrlEntry $list))] = $true
        }
    }
    Read-PerfCrlExtensions $reader
    Assert-PerfDerEnd $reader
    return $crl
}

function Test-PerfRevoked {
    param([hashtable] $Crl, [hashtable] $Certificate)
    return $Crl.Revoked.ContainsKey((ConvertTo-PerfHex $Certificate.Serial))
}
