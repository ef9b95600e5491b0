# SPDX-License-Identifier: Apache-2.0
# What an attestation vouches for, in 64 bytes (docs/wire.md section 1).

$script:BindingTls = 1
$script:BindingNonce = 2
$script:BindingSimulated = 4

# The 232 bytes of a binding: @{ Version; Flags; Nonce; PublicKey; IdentityKey; TlsSpkiSha256;
# CollateralSha256; ConfigSha256 }, hashes and keys as bytes.
function Get-PerfBindingPreimage {
    param([hashtable] $Binding)
    $label = [byte[]]::new(32)
    (ConvertTo-PerfBytes 'perf-aggregator-binding/1').CopyTo($label, 0)
    return , (Join-PerfBytes @(
            $label,
            (ConvertTo-PerfInteger $Binding.Version 4),
            (ConvertTo-PerfInteger $Binding.Flags 4),
            $Binding.Nonce,
            $Binding.PublicKey,
            $Binding.IdentityKey,
            $Binding.TlsSpkiSha256,
            $Binding.CollateralSha256,
            $Binding.ConfigSha256))
}

function Get-PerfReportData {
    param([hashtable] $Binding)
    return , (Get-PerfSha512 (Get-PerfBindingPreimage $Binding))
}

# First 8 bytes of SHA-256(label || public key).
function Get-PerfKeyId {
    param([byte[]] $PublicKey)
    $label = ConvertTo-PerfBytes 'perf-aggregator/kid/v1'
    $hash = Get-PerfSha256 (Join-PerfBytes @($label, $PublicKey))
    return , (Get-PerfSlice $hash 0 8)
}

# SHA-256 of the eight items of a collateral, each behind its 64-bit length; 32 zeros for none.
function Get-PerfCollateralHash {
    param([object[]] $Items)
    if ($Items.Count -eq 0) { return , [byte[]]::new(32) }
    $pieces = @(
        , (ConvertTo-PerfBytes 'tee-collateral/1')
        foreach ($item in $Items) {
            , (ConvertTo-PerfInteger $item.Length 8)
            , $item
        }
    )
    return , (Get-PerfSha256 (Join-PerfBytes $pieces))
}

# The eight items of the answer's `collateral`, as bytes; none for {}.
function Get-PerfCollateralItems {
    param($Collateral)
    if ($Collateral.Count -eq 0) { return , @() }
    $encodings = [ordered]@{
        root_ca_crl              = 'hex'
        pck_crl                  = 'hex'
        tcb_info_issuer_chain    = 'text'
        tcb_info                 = 'text'
        tcb_info_signature       = 'hex'
        qe_identity_issuer_chain = 'text'
        qe_identity              = 'text'
        qe_identity_signature    = 'hex'
    }
    $items = foreach ($name in $encodings.Keys) {
        $size = if ($name -clike '*_signature') { 64 } else { 0 }
        , (Get-PerfMemberBytes $Collateral $name $encodings[$name] $size 'collateral.')
    }
    return , $items
}
