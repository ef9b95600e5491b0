# SPDX-License-Identifier: Apache-2.0
# Certificates from a leaf up to a trusted root: the PCK chain (steps B1 to B5 of
# docs/attestation.md), and the same for who signs TCB info and QE identity.

# The chain in a quote.
$script:PckChain = @{
    Item       = 'certificate chain'
    Roles      = 'Pck', 'Ca', 'Root'
    Items      = 'PCK certificate', 'PCK CA', 'root CA'
    Format     = 'ATT_E_CERT_FORMAT'
    Link       = 'ATT_E_CHAIN_LINK'
    Name       = 'ATT_E_CHAIN_CN'
    Signature  = 'ATT_E_CHAIN_SIGNATURE'
    Constraint = 'ATT_E_CHAIN_CONSTRAINT'
    Early      = 'ATT_E_CERT_NOT_YET_VALID'
    Late       = 'ATT_E_CERT_EXPIRED'
}

# The chain beside a signed document: `Code` is ATT_E_TCB or ATT_E_QEID.
function Get-PerfSignerChain {
    param([string] $Code, [string] $Document, [string] $Signer)
    return @{
        Item       = "$Document issuer chain"
        Roles      = 'Tcb', 'Root'
        Items      = $Signer, 'TCB signing root'
        Format     = "${Code}_SIGNER_FORMAT"
        Link       = "${Code}_SIGNER_LINK"
        Name       = "${Code}_SIGNER_CN"
        Signature  = "${Code}_SIGNER_SIGNATURE"
        Constraint = "${Code}_SIGNER_CONSTRAINT"
        Early      = "${Code}_SIGNER_NOT_YET_VALID"
        Late       = "${Code}_SIGNER_EXPIRED"
    }
}

$script:AnchorWords = @{ intel = "Intel's"; simulated = 'a simulated one'; given = 'the given one' }

# The root goes to the end, where it belongs.
function Move-PerfRootLast {
    param([object[]] $Chain)
    $isRoot = @($Chain | ForEach-Object { Test-PerfEqual $_.Issuer $_.Subject })
    if ($isRoot[-1] -or $isRoot -notcontains $true) { return , $Chain }
    $at = 0
    while (-not $isRoot[$at]) { $at++ }
    $others = @(for ($i = 0; $i -lt $Chain.Count; $i++) { if ($i -ne $at) { $Chain[$i] } })
    return , ($others + $Chain[$at])
}

# B1, B2, B3: the certificates, leaf first.  A quote has them in order; beside it, in collateral, the
# root may stand anywhere.
function Read-PerfChain {
    param([string] $Pem, [switch] $IsBeside, [hashtable] $Form, [hashtable] $Root)
    $count = $Form.Roles.Count
    $ders = Read-PerfEvidence $Form.Format $Form.Item { @(ConvertFrom-PerfPem $Pem $count) }
    $chain = @(for ($i = 0; $i -lt $count; $i++) {
        $der = $ders[$i]
        Read-PerfEvidence $Form.Format $Form.Items[$i] { Read-PerfCertificate $der }
    })
    if ($IsBeside) { $chain = Move-PerfRootLast $chain }
    for ($i = 0; $i -lt $count; $i++) {
        $issuer = $chain[[Math]::Min($i + 1, $count - 1)]
        Assert-PerfEvidence (Test-PerfEqual $chain[$i].Issuer $issuer.Subject) $Form.Link (
            $Form.Items[$i]) 'its issuer is not the subject of the next certificate'
    }
    $kind = Get-PerfKind $chain $Form.Roles
    Assert-PerfEvidence ($null -ne $kind) $Form.Name $Form.Item (
        'its names are not those of an SGX chain')
    $found = if ($kind.IsSimulated) { 'a SIMULATED one' } else { 'its key is another one' }
    $isRoot = Test-PerfEqual $chain[$count - 1].Point $Root.Point
    Assert-PerfEvidence $isRoot ATT_E_ROOT_UNTRUSTED $Form.Items[$count - 1] (
        "$found, and $($script:AnchorWords[$Root.Anchor]) is the root to trust here")
    Assert-PerfEvidence ($kind.IsSimulated -eq $Root.Kind.IsSimulated) $Form.Name (
        $Form.Items[$count - 1]) 'this root may not issue certificates with these names'
    return , $chain
}

# Is it valid now?  Only the beginning may lie ahead, by as much as clocks differ.  The clock, @{ At;
# SkewSeconds; Windows }, keeps what was valid when.
function Confirm-PerfDates {
    param([hashtable] $What, [hashtable] $Clock, [hashtable] $Codes, [string] $Item)
    $at = $Clock.At
    $judged = "judged at $($at.ToString('s'))Z"
    $isBegun = $at.AddSeconds($Clock.SkewSeconds) -ge $What.From
    Assert-PerfEvidence $isBegun $Codes.Early $Item "valid from $($What.From.ToString('s'))Z, $judged"
    Assert-PerfEvidence ($at -le $What.Until) $Codes.Late $Item (
        "valid until $($What.Until.ToString('s'))Z, $judged")
    $Clock.Windows.Add(@{ Item = $Item; From = $What.From; Until = $What.Until })
}

# B4, B5: from the root down.
function Confirm-PerfChain {
    param([object[]] $Chain, [hashtable] $Form, [hashtable] $Clock)
    $last = $Chain.Count - 1
    for ($i = $last; $i -ge 0; $i--) {
        $issuer = $Chain[[Math]::Min($i + 1, $last)]
        $isSigned = Test-PerfP256 $issuer.Point $Chain[$i].Tbs $Chain[$i].Signature
        Assert-PerfEvidence $isSigned $Form.Signature $Form.Items[$i] (
            'it is not signed by the key of its issuer')
    }
    for ($i = $last; $i -gt 0; $i--) {
        $pathLength = 1 + $i - $last
        Assert-PerfEvidence (Test-PerfCa $Chain[$i] $pathLength) $Form.Constraint $Form.Items[$i] (
            "not a CA of path length $pathLength for certificates and CRLs")
    }
    $isLeaf = -not $Chain[0].IsCa -and $Chain[0].KeyUses -eq $script:UsesOfLeaf
    Assert-PerfEvidence $isLeaf $Form.Constraint $Form.Items[0] (
        'not a certificate for signatures only')
    for ($i = $last; $i -ge 0; $i--) { Confirm-PerfDates $Chain[$i] $Clock $Form $Form.Items[$i] }
}
