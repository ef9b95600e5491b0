# SPDX-License-Identifier: Apache-2.0
# The two kinds of evidence, Intel's and simulated, and the roots: each admits its own kind only.
#
# A root is @{ Anchor; IsSimulated; Kind; Point }: 'intel', 'simulated', or 'given' (good for looking
# at evidence, never for trusting it); not Intel's; whose names it admits; its key.

$script:EvidenceKinds = @(
    @{
        IsSimulated  = $false
        Organisation = 'Intel Corporation'
        Names        = @{
            Root = @('Intel SGX Root CA')
            Ca   = @('Intel SGX PCK Platform CA', 'Intel SGX PCK Processor CA')
            Pck  = @('Intel SGX PCK Certificate')
            Tcb  = @('Intel SGX TCB Signing')
        }
        Vendor       = '939a7233f79c4ca9940a0db3957f0607'
    }
    @{
        IsSimulated  = $true
        Organisation = 'Simulated'
        Names        = @{
            Root = @('INSECURE SIMULATED SGX Root CA')
            Ca   = @('INSECURE SIMULATED SGX PCK Platform CA')
            Pck  = @('INSECURE SIMULATED SGX PCK Certificate')
            Tcb  = @('INSECURE SIMULATED SGX TCB Signing')
        }
        # The first 16 bytes of SHA-256("simulated QE vendor").
        Vendor       = 'c176ff9e063a2ff5818b6b46e5348e47'
    }
)

# The one FMSPC that simulated platforms have: "SIM" and three zeros.
$script:SimulatedFmspc = '53494d000000'

# Intel's SGX Root CA, by its public key (two certificates with it circulate).
$script:IntelRoot = @{
    Anchor      = 'intel'
    IsSimulated = $false
    Kind        = $script:EvidenceKinds[0]
    Point       = ConvertFrom-PerfHex ('0ba9c4c0c0c86193a3fe23d6b02cda10a8bbd4e88e48b4458561a36e' +
        '705525f567918e2edc88e40d860bd0cc4ee26aacc988e505a953558c453f6b0904ae7394')
}

# The kind whose names these certificates bear in these roles; $null when they mix.
function Get-PerfKind {
    param([object[]] $Certificates, [string[]] $Roles)
    foreach ($kind in $script:EvidenceKinds) {
        $isOfKind = $true
        for ($i = 0; $i -lt $Roles.Count; $i++) {
            $isOfKind = $isOfKind -and $Certificates[$i].Organisation -ceq $kind.Organisation -and
                $Certificates[$i].CommonName -cin $kind.Names[$Roles[$i]]
        }
        if ($isOfKind) { return $kind }
    }
    return $null
}

# Any root of the profile from its PEM text, Intel's key as Intel's.
function Get-PerfGivenRoot {
    param([string] $Pem, [string] $Name)
    try {
        $root = Read-PerfCertificate (ConvertFrom-PerfPem $Pem 1)
    } catch [FormatException] {
        Deny-PerfOption $Name "not one PEM certificate of the SGX profile: $($_.Exception.Message)"
    }
    $kind = Get-PerfKind @($root) @('Root')
    if ($null -eq $kind) { Deny-PerfOption $Name 'it does not bear the name of a root' }
    $isSigned = (Test-PerfEqual $root.Issuer $root.Subject) -and (Test-PerfCa $root 1) -and
        (Test-PerfP256 $root.Point $root.Tbs $root.Signature)
    if (-not $isSigned) { Deny-PerfOption $Name 'the root is not signed by itself' }
    if (Test-PerfEqual $root.Point $script:IntelRoot.Point) { return $script:IntelRoot }
    return @{ Anchor = 'given'; IsSimulated = $true; Kind = $kind; Point = $root.Point }
}

# A simulated root from its PEM text, for who explicitly asks for it.  Intel's own, or any other,
# cannot be slipped in this way.
function Get-PerfSimulatedRoot {
    param([string] $Pem)
    $name = 'InsecureSimulatedRoot'
    $root = Get-PerfGivenRoot $Pem $name
    if (-not $root.Kind.IsSimulated) {
        $wanted = $script:EvidenceKinds[1].Names.Root[0]
        Deny-PerfOption $name ("the root must be named '$wanted', and not have Intel's key: give " +
            'the file that the simulated enclave wrote, no other root is accepted')
    }
    $root.Anchor = 'simulated'
    return $root
}
