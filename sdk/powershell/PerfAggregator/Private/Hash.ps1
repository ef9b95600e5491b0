# SPDX-License-Identifier: Apache-2.0
# SHA-2, HMAC and HKDF (RFC 5869) with SHA-256, over what both .NET families have.

function Get-PerfSha256 {
    param([byte[]] $Bytes)
    $hash = [Security.Cryptography.SHA256]::Create()
    try { return , $hash.ComputeHash($Bytes) } finally { $hash.Dispose() }
}

function Get-PerfSha512 {
    param([byte[]] $Bytes)
    $hash = [Security.Cryptography.SHA512]::Create()
    try { return , $hash.ComputeHash($Bytes) } finally { $hash.Dispose() }
}

function Get-PerfHmac {
    param([byte[]] $Key, [byte[]] $Bytes)
    $hmac = [Security.Cryptography.HMACSHA256]::new($Key)
    try { return , $hmac.ComputeHash($Bytes) } finally { $hmac.Dispose() }
}

# HKDF-Extract: an absent salt is 32 zeros, which HMAC cannot tell from an empty key.
function Get-PerfHkdfExtract {
    param([byte[]] $Salt, [byte[]] $Material)
    return , (Get-PerfHmac $Salt $Material)
}

# HKDF-Expand: at most 255 blocks of 32 bytes.
function Get-PerfHkdfExpand {
    param([byte[]] $Key, [byte[]] $Info, [int] $Size)
    if ($Size -gt 255 * 32) { throw [ArgumentOutOfRangeException]::new('Size') }
    $blocks = [Collections.Generic.List[object]]::new()
    $block = [byte[]]::new(0)
    for ($i = 1; 32 * $blocks.Count -lt $Size; $i++) {
        $block = Get-PerfHmac $Key (Join-PerfBytes @($block, $Info, [byte[]]@($i)))
        $blocks.Add($block)
    }
    $whole = Join-PerfBytes $blocks.ToArray()
    return , (Get-PerfSlice $whole 0 $Size)
}
