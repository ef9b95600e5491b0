# SPDX-License-Identifier: Apache-2.0
# The one certificate profile of SGX provisioning (RFC 5280, Intel's PCK certificate profile).

$script:EcdsaWithSha256 = ConvertFrom-PerfHex '300a06082a8648ce3d040302'
# Before x and y: id-ecPublicKey, prime256v1, uncompressed (RFC 5480 section 2).
$script:P256Key = ConvertFrom-PerfHex '3059301306072a8648ce3d020106082a8648ce3d03010703420004'
$script:SgxOid = '2a864886f84d010d01'
$script:UsesOfCa = 0x06   # keyCertSign, cRLSign
$script:UsesOfLeaf = 0xc0 # digitalSignature, nonRepudiation

# Is this raw r||s the P-256 signature of the bytes under the point x||y?  A point off the curve
# has signed nothing.
function Test-PerfP256 {
    param([byte[]] $Point, [byte[]] $Bytes, [byte[]] $Signature)
    $q = [Security.Cryptography.ECPoint]::new()
    $q.X = Get-PerfSlice $Point 0 32
    $q.Y = Get-PerfSlice $Point 32 32
    $parameters = [Security.Cryptography.ECParameters]::new()
    $parameters.Curve = [Security.Cryptography.ECCurve+NamedCurves]::nistP256
    $parameters.Q = $q
    $ecdsa = $null
    try {
        $ecdsa = [Security.Cryptography.ECDsa]::Create($parameters)
        $sha256 = [Security.Cryptography.HashAlgorithmName]::SHA256
        return $ecdsa.VerifyData($Bytes, $Signature, $sha256)
    } catch [Security.Cryptography.CryptographicException] {
        return $false
    } finally {
        if ($null -ne $ecdsa) { $ecdsa.Dispose() }
    }
}

# Name: SEQUENCE OF SET { SEQUENCE { OID, UTF8String or PrintableString } }; the common name and
# the organisation at most once each.
function Read-PerfSubject {
    param([hashtable] $Reader, [hashtable] $Certificate)
    $parts = Enter-PerfDer $Reader $script:DerSequence
    while ($parts.At -lt $parts.End) {
        $set = Enter-PerfDer $parts $script:DerSet
        $pair = Enter-PerfDer $set $script:DerSequence
        Assert-PerfDerEnd $set
        $oid = ConvertTo-PerfHex (Read-PerfDer $pair $script:DerOid)
        $isUtf8 = Test-PerfDerNext $pair $script:DerUtf8String
        $tag = if ($isUtf8) { $script:DerUtf8String } else { $script:DerPrintableString }
        # As Latin-1, byte for byte: names are compared, never shown.
        $text = [Text.Encoding]::GetEncoding(28591).GetString((Read-PerfDer $pair $tag))
        Assert-PerfDerEnd $pair
        $field = switch ($oid) { '550403' { 'CommonName' } '55040a' { 'Organisation' } }
        if ($field) {
            if ($Certificate[$field] -or -not $text) { Deny-PerfFormat 'name' }
            $Certificate[$field] = $text
        }
    }
}

# BasicConstraints: SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }
function Read-PerfConstraints {
    param([byte[]] $Value, [hashtable] $Certificate)
    $reader = Get-PerfDerReader $Value
    $inside = Enter-PerfDer $reader $script:DerSequence
    Assert-PerfDerEnd $reader
    if (Test-PerfDerNext $inside $script:DerBoolean) {
        # DER does not write a default.
        if (-not (Read-PerfDerBoolean $inside)) { Deny-PerfFormat 'constraints' }
        $Certificate.IsCa = $true
        if (Test-PerfDerNext $inside $script:DerInteger) {
            $Certificate.PathLength = Read-PerfDerNumber $inside 255
        }
    }
    Assert-PerfDerEnd $inside
}

# KeyUsage: a BIT STRING of one byte without zero bits at its end (X.690 section 11.2.2)
function Read-PerfKeyUsage {
    param([byte[]] $Value, [hashtable] $Certificate)
    $reader = Get-PerfDerReader $Value
    $bits = Read-PerfDer $reader $script:DerBitString
    Assert-PerfDerEnd $reader
    if ($bits.Length -ne 2 -or $bits[1] -eq 0) { Deny-PerfFormat 'key usage' }
    $unused = 0
    while (-not ($bits[1] -band (1 -shl $unused))) { $unused++ }
    if ($bits[0] -ne $unused) { Deny-PerfFormat 'key usage' }
    $Certificate.KeyUses = $bits[1]
}

# SEQUENCE OF SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING }, none twice, as a list
# of @{ Oid; IsCritical; Value }; an unknown one must not be critical.
function Read-PerfExtensionList {
    param([hashtable] $List, [string[]] $Known)
    $seen = @{}
    while ($List.At -lt $List.End) {
        $inside = Enter-PerfDer $List $script:DerSequence
        $oid = ConvertTo-PerfHex (Read-PerfDer $inside $script:DerOid)
        $isCritical = Test-PerfDerNext $inside $script:DerBoolean
        if ($isCritical -and -not (Read-PerfDerBoolean $inside)) { Deny-PerfFormat 'criticality' }
        $value = Read-PerfDer $inside $script:DerOctetString
        Assert-PerfDerEnd $inside
        if ($seen.ContainsKey($oid) -or $seen.Count -ge 16) { Deny-PerfFormat 'extensions' }
        $seen[$oid] = $true
        if ($isCritical -and $oid -cnotin $Known) { Deny-PerfFormat 'criticality' }
        @{ Oid = $oid; IsCritical = $isCritical; Value = $value }
    }
}

# Key identifiers and CRL distribution points (551d0e, 551d23, 551d1f) are bound by the signature
# and used by nobody: keys and names are compared themselves.
function Read-PerfExtensions {
    param([hashtable] $List, [hashtable] $Certificate)
    $critical = '551d0f', '551d13'
    $known = $critical + @('551d0e', '551d23', '551d1f', $script:SgxOid)
    $seen = @()
    foreach ($extension in Read-PerfExtensionList $List $known) {
        $value = $extension.Value
        $seen += $extension.Oid
        switch ($extension.Oid) {
            '551d0f' { Read-PerfKeyUsage $value $Certificate }
            '551d13' { Read-PerfConstraints $value $Certificate }
            $script:SgxOid {
                if ($value.Length -eq 0) { Deny-PerfFormat 'SGX extension' }
                $Certificate.Sgx = $value
            }
        }
        if ($extension.Oid -cin $critical -and -not $extension.IsCritical) {
            Deny-PerfFormat 'criticality'
        }
    }
    foreach ($oid in $critical) { if ($oid -cnotin $seen) { Deny-PerfFormat 'extensions' } }
}

# TBSCertificate of RFC 5280 section 4.1, top to bottom.
function Read-PerfTbs {
    param([byte[]] $Tbs, [hashtable] $Certificate)
    $reader = Enter-PerfDer (Get-PerfDerReader $Tbs) $script:DerSequence
    $version = Enter-PerfDer $reader $script:DerContext0
    if ((Read-PerfDerNumber $version 255) -ne 2) { Deny-PerfFormat 'version' }
    Assert-PerfDerEnd $version
    $Certificate.Serial = Read-PerfDerUnsigned $reader
    if ($Certificate.Serial.Length -gt 21) { Deny-PerfFormat 'serial number' }
    Skip-PerfDerExact $reader $script:EcdsaWithSha256
    $Certificate.Issuer = Read-PerfDerWhole $reader $script:DerSequence
    $validity = Enter-PerfDer $reader $script:DerSequence
    $Certificate.From = Read-PerfDerTime $validity
    $Certificate.Until = Read-PerfDerTime $validity
    Assert-PerfDerEnd $validity
    $Certificate.Subject = Read-PerfDerWhole $reader $script:DerSequence
    Read-PerfSubject (Get-PerfDerReader $Certificate.Subject) $Certificate
    Skip-PerfDerExact $reader $script:P256Key
    if ($reader.At + 64 -gt $reader.End) { Deny-PerfFormat 'public key' }
    $Certificate.Point = Get-PerfSlice $Tbs $reader.At 64
    $reader.At += 64
    $wrapper = Enter-PerfDer $reader $script:DerContext3
    $list = Enter-PerfDer $wrapper $script:DerSequence
    Assert-PerfDerEnd $wrapper
    Read-PerfExtensions $list $Certificate
    Assert-PerfDerEnd $reader
}

# What certificates and revocation lists are on the outside: something signed, and its signature.
# Gives @{ Tbs; Signature }, the latter as raw r||s.
function Read-PerfSigned {
    param([byte[]] $Der)
    $file = Get-PerfDerReader $Der
    $reader = Enter-PerfDer $file $script:DerSequence
    Assert-PerfDerEnd $file
    $tbs = Read-PerfDerWhole $reader $script:DerSequence
    Skip-PerfDerExact $reader $script:EcdsaWithSha256
    # BIT STRING { SEQUENCE { INTEGER r, INTEGER s } }
    $bits = Enter-PerfDer $reader $script:DerBitString
    if ($bits.At -ge $bits.End -or $bits.Bytes[$bits.At] -ne 0) { Deny-PerfFormat 'signature' }
    $bits.At++
    $pair = Enter-PerfDer $bits $script:DerSequence
    Assert-PerfDerEnd $bits
    $r = Read-PerfDerNumberBytes $pair 32
    $s = Read-PerfDerNumberBytes $pair 32
    Assert-PerfDerEnd $pair
    Assert-PerfDerEnd $reader
    return @{ Tbs = $tbs; Signature = Join-PerfBytes @($r, $s) }
}

# Read one certificate: no signature, date or chain is judged here.
function Read-PerfCertificate {
    param([byte[]] $Der)
    $certificate = Read-PerfSigned $Der
    $certificate += @{
        CommonName = ''; Organisation = ''; IsCa = $false; PathLength = -1; KeyUses = 0; Sgx = $null
    }
    Read-PerfTbs $certificate.Tbs $certificate
    return $certificate
}

function Test-PerfCa {
    param([hashtable] $Certificate, [int] $PathLength)
    return $Certificate.IsCa -and $Certificate.PathLength -eq $PathLength -and
        $Certificate.KeyUses -eq $script:UsesOfCa
}
