# SPDX-License-Identifier: Apache-2.0
# Secrets on their way in: as characters, which can be wiped.

# Do they begin a private key in PEM?  Only such a one has line ends.
function Test-PerfPem {
    param([char[]] $Characters)
    $begin = '-----BEGIN '
    for ($i = 0; $i -lt $begin.Length; $i++) {
        if ($i -ge $Characters.Length -or $Characters[$i] -cne $begin[$i]) { return $false }
    }
    return $true
}

# The characters of a [securestring] or [string], checked; the caller wipes them.
function ConvertTo-PerfCharacters {
    param([string] $Parameter, $Secret, [int] $Least, [int] $Most, [switch] $AllowPem)
    if ($Secret -is [securestring]) {
        $pointer = [Runtime.InteropServices.Marshal]::SecureStringToGlobalAllocUnicode($Secret)
        try {
            $characters = [char[]]::new($Secret.Length)
            [Runtime.InteropServices.Marshal]::Copy($pointer, $characters, 0, $characters.Length)
        } finally {
            [Runtime.InteropServices.Marshal]::ZeroFreeGlobalAllocUnicode($pointer)
        }
    } elseif ($Secret -is [string]) {
        $characters = $Secret.ToCharArray()
    } else {
        Deny-PerfOption $Parameter 'give a securestring, or a string'
    }
    $problem = $null
    if ($characters.Length -lt $Least -or $characters.Length -gt $Most) {
        $problem = "expected $Least to $Most characters, got $($characters.Length)"
    }
    $isPem = $AllowPem -and (Test-PerfPem $characters)
    foreach ($character in $characters) {
        if ($isPem -and "`t`r`n".Contains($character)) { continue }
        if ([char]::IsControl($character)) {
            $problem = 'it has control characters: copy it again, without line ends'
        }
    }
    if ($problem) {
        Clear-PerfSecret @(, $characters)
        Deny-PerfOption $Parameter $problem
    }
    return , $characters
}

# Ask on the terminal, without echo.
function Read-PerfSecret {
    param([string] $Parameter, [string] $Prompt, $HostUI)
    try {
        $HostUI.Write("${Prompt}: ")
        return $HostUI.ReadLineAsSecureString()
    } catch {
        Deny-PerfOption $Parameter ('it is missing, and nobody can be asked for it here: give ' +
            "-Credential, or -$Parameter as a securestring ($($_.Exception.Message))")
    }
}

# A key as a [securestring] of base64url, so that no listing of an object shows it.
function ConvertTo-PerfSecureKey {
    param([byte[]] $Key)
    $secure = [securestring]::new()
    foreach ($character in (ConvertTo-PerfBase64Url $Key).ToCharArray()) {
        $secure.AppendChar($character)
    }
    $secure.MakeReadOnly()
    return $secure
}

function ConvertFrom-PerfSecureKey {
    param($Secure)
    $characters = ConvertTo-PerfCharacters 'ProofKey' $Secure 43 43
    $key = ConvertFrom-PerfBase64Url ([string]::new($characters))
    Clear-PerfSecret @(, $characters)
    if ($null -eq $key) { Deny-PerfOption 'ProofKey' 'expected 32 bytes in base64url' }
    return , $key
}
