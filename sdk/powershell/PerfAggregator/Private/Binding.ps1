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

# SHA-256 of the eight items of a collateral (as Read-PerfCollateral gave it), each behind its 64-bit
# length; 32 zeros when nothing is there.
function Get-PerfCollateralHash {
    param([hashtable] $Collateral)
    $size = 0
    $pieces = @(
        , (ConvertTo-PerfBytes 'tee-collateral/1')
        foreach ($name in @($script:CollateralMembers.Keys)[0..7]) {
            $item = $Collateral[$name]
            if ($item -is [string]) { $item = ConvertTo-PerfBytes $item }
            $size += $item.Length
            , (ConvertTo-PerfInteger $item.Length 8)
            , $item
        }
    )
    if ($size -eq 0) { return , [byte[]]::new(32) }
    return , (Get-PerfSha256 (Join-PerfBytes $pieces))
}
