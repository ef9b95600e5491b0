# SPDX-License-Identifier: Apache-2.0
# HPKE (RFC 9180), base mode, the sender's side of one suite:
# DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.

$script:HpkeVersion = ConvertTo-PerfBytes 'HPKE-v1'
$script:HpkeSuite = [byte[]]((ConvertTo-PerfBytes 'HPKE') + [byte[]](0, 0x20, 0, 1, 0, 2))
$script:KemSuite = [byte[]]((ConvertTo-PerfBytes 'KEM') + [byte[]](0, 0x20))

# LabeledExtract and LabeledExpand (section 4).
function Get-PerfLabeledExtract {
    param([byte[]] $Suite, [byte[]] $Salt, [string] $Label, [byte[]] $Material)
    $labeled = Join-PerfBytes @(
        $script:HpkeVersion, $Suite, (ConvertTo-PerfBytes $Label), $Material)
    return , (Get-PerfHkdfExtract $Salt $labeled)
}

function Get-PerfLabeledExpand {
    param([byte[]] $Suite, [byte[]] $Key, [string] $Label, [byte[]] $Info, [int] $Size)
    $labeled = Join-PerfBytes @(
        (ConvertTo-PerfInteger $Size 2), $script:HpkeVersion, $Suite,
        (ConvertTo-PerfBytes $Label), $Info)
    return , (Get-PerfHkdfExpand $Key $labeled $Size)
}

# Encap (section 4.1): gives @{ Enc; Shared }, or $null when the receiver's key is a low-order
# point.
function Get-PerfHpkeEncap {
    param([byte[]] $To, [byte[]] $Ephemeral)
    $dh = Get-PerfX25519 $Ephemeral $To
    if ($null -eq $dh) { return $null }
    $enc = Get-PerfX25519Public $Ephemeral
    $none = [byte[]]::new(0)
    $prk = Get-PerfLabeledExtract $script:KemSuite $none 'eae_prk' $dh
    $context = Join-PerfBytes @($enc, $To)
    $shared = Get-PerfLabeledExpand $script:KemSuite $prk 'shared_secret' $context 32
    Clear-PerfSecret @($dh, $prk)
    return @{ Enc = $enc; Shared = $shared }
}

# SetupBaseS (section 5.1.1) to the public key `To`; `Ephemeral` must be fresh and random outside
# tests.  Gives @{ Enc; Key; BaseNonce; Exporter }, or $null when `To` is a low-order point.
function Initialize-PerfHpke {
    param([byte[]] $To, [byte[]] $Info, [byte[]] $Ephemeral)
    $kem = Get-PerfHpkeEncap $To $Ephemeral
    if ($null -eq $kem) { return $null }
    $suite = $script:HpkeSuite
    $none = [byte[]]::new(0)
    $context = Join-PerfBytes @(
        [byte[]]::new(1), # mode_base
        (Get-PerfLabeledExtract $suite $none 'psk_id_hash' $none),
        (Get-PerfLabeledExtract $suite $none 'info_hash' $Info))
    $secret = Get-PerfLabeledExtract $suite $kem.Shared 'secret' $none
    $hpke = @{
        Enc       = $kem.Enc
        Key       = Get-PerfLabeledExpand $suite $secret 'key' $context 32
        BaseNonce = Get-PerfLabeledExpand $suite $secret 'base_nonce' $context 12
        Exporter  = Get-PerfLabeledExpand $suite $secret 'exp' $context 32
    }
    Clear-PerfSecret @($kem.Shared, $secret)
    return $hpke
}

# Export (section 5.3).
function Get-PerfHpkeExport {
    param([hashtable] $Hpke, $Context, [int] $Size)
    if ($Context -is [string]) { $Context = ConvertTo-PerfBytes $Context }
    return , (Get-PerfLabeledExpand $script:HpkeSuite $Hpke.Exporter 'sec' $Context $Size)
}

function Clear-PerfHpke {
    param([hashtable] $Hpke)
    Clear-PerfSecret @($Hpke.Key, $Hpke.BaseNonce, $Hpke.Exporter)
}
