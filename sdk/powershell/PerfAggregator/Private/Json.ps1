# SPDX-License-Identifier: Apache-2.0
# Strict JSON (RFC 8259): ConvertFrom-Json takes comments, duplicate members and single quotes.
#
# Objects become ordinal dictionaries in order of appearance, arrays lists, whole numbers that fit
# [long], other numbers [double], null $null.  Refused: duplicate members, a depth over 32, lone
# surrogates, invalid UTF-8, anything after the value.

$script:JsonDepthMax = 32
$script:JsonToken = [regex]::new(
    '\G[ \t\r\n]*(?:' +
    '(?<mark>[{}\[\]:,])|' +
    '"(?<text>(?>(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*))"|' +
    '(?<number>-?(?:0|[1-9][0-9]*)(?<part>(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?))|' +
    '(?<word>true|false|null)|' +
    '(?<end>\z))', 'CultureInvariant')
$script:JsonEscape = [regex]::new('\\(?:u([0-9a-fA-F]{4})|(.))', 'CultureInvariant')
$script:JsonEscapes = @{ b = "`b"; f = "`f"; n = "`n"; r = "`r"; t = "`t" }

function Deny-PerfJson {
    param([string] $Message)
    throw (Get-PerfFailure 'INVALID_JSON' $Message)
}

# Read one value from UTF-8 bytes or from text.  `WholeOnly` refuses numbers that are not whole.
function ConvertFrom-PerfJson {
    param($Source, [int] $DepthMax = $script:JsonDepthMax, [switch] $WholeOnly)
    $text = $Source
    if ($Source -is [byte[]]) {
        try { $text = $script:Utf8.GetString($Source) } catch { Deny-PerfJson 'invalid UTF-8' }
    }
    # One frame for the document and one for each open object or array: no recursion.
    $top = @{ Kind = 'document'; State = 'value'; Value = $null; Name = $null }
    $frames = [Collections.Generic.Stack[hashtable]]::new()
    $at = 0
    while ($true) {
        $token = $script:JsonToken.Match($text, $at)
        if (-not $token.Success) { Deny-PerfJson "unexpected character at $at" }
        $at = $token.Index + $token.Length
        $mark = $token.Groups['mark'].Value
        if ($token.Groups['end'].Success) {
            if ($top.Kind -cne 'document' -or $top.State -cne 'after') {
                Deny-PerfJson 'the text ends too early'
            }
            return , $top.Value
        }
        if ($mark -ceq '{' -or $mark -ceq '[') {
            Assert-PerfJsonState $top 'value' $at
            if ($frames.Count -ge $DepthMax) { Deny-PerfJson 'nested too deep' }
            $frames.Push($top)
            $top = Get-PerfJsonFrame $mark
        } elseif ($mark -ceq '}' -or $mark -ceq ']') {
            $isOpen = $top.State -ceq 'after' -or $top.State -clike '*-or-close'
            if (-not $isOpen -or $top.Kind -cne $mark) { Deny-PerfJson "unexpected '$mark' at $at" }
            $value = $top.Value
            $top = $frames.Pop()
            Set-PerfJsonValue $top $value
        } elseif ($mark -ceq ':') {
            Assert-PerfJsonState $top 'colon' $at
            $top.State = 'value'
        } elseif ($mark -ceq ',') {
            if ($top.Kind -ceq 'document') { Deny-PerfJson "unexpected ',' at $at" }
            Assert-PerfJsonState $top 'after' $at
            $top.State = if ($top.Kind -ceq '}') { 'name' } else { 'value' }
        } elseif ($top.State -clike 'name*') {
            Set-PerfJsonName $top $token $at
        } else {
            Assert-PerfJsonState $top 'value' $at
            $value = ConvertFrom-PerfJsonToken $token
            if ($WholeOnly -and $value -is [double]) { Deny-PerfJson "not a whole number at $at" }
            Set-PerfJsonValue $top $value
        }
    }
}

# An open object or array, called by the mark that will close it.
function Get-PerfJsonFrame {
    param([string] $Mark)
    if ($Mark -ceq '{') {
        $members = [Collections.Specialized.OrderedDictionary]::new([StringComparer]::Ordinal)
        return @{ Kind = '}'; State = 'name-or-close'; Value = $members; Name = $null }
    }
    $elements = [Collections.Generic.List[object]]::new()
    return @{ Kind = ']'; State = 'value-or-close'; Value = $elements; Name = $null }
}

function Assert-PerfJsonState {
    param([hashtable] $Frame, [string] $State, [int] $At)
    $isRight = $Frame.State -ceq $State -or $Frame.State -ceq "$State-or-close"
    if (-not $isRight) { Deny-PerfJson "unexpected text before $At" }
}

function Set-PerfJsonName {
    param([hashtable] $Frame, $Token, [int] $At)
    if (-not $Token.Groups['text'].Success) { Deny-PerfJson "expected a member before $At" }
    $name = ConvertFrom-PerfJsonToken $Token
    if ($Frame.Value.Contains($name)) { Deny-PerfJson "duplicate member '$name'" }
    $Frame.Name = $name
    $Frame.State = 'colon'
}

function Set-PerfJsonValue {
    param([hashtable] $Frame, $Value)
    switch -CaseSensitive ($Frame.Kind) {
        '}' { $Frame.Value.Add($Frame.Name, $Value) }
        ']' { $Frame.Value.Add($Value) }
        default { $Frame.Value = $Value }
    }
    $Frame.State = 'after'
}

function ConvertFrom-PerfJsonToken {
    param($Token)
    if ($Token.Groups['text'].Success) {
        return ConvertFrom-PerfJsonText $Token.Groups['text'].Value
    }
    if ($Token.Groups['number'].Success) {
        $text = $Token.Groups['number'].Value
        [long] $whole = 0
        $culture = [Globalization.CultureInfo]::InvariantCulture
        $isWhole = $Token.Groups['part'].Length -eq 0 -and
            [long]::TryParse($text, 'AllowLeadingSign', $culture, [ref]$whole)
        if ($isWhole) { return $whole }
        return [double]::Parse($text, 'Float', $culture)
    }
    switch -CaseSensitive ($Token.Groups['word'].Value) {
        'true' { return $true }
        'false' { return $false }
    }
    return $null
}

function ConvertFrom-PerfJsonText {
    param([string] $Raw)
    $text = $Raw
    if ($Raw.IndexOf('\') -ge 0) {
        $built = [Text.StringBuilder]::new($Raw.Length)
        $at = 0
        foreach ($escape in $script:JsonEscape.Matches($Raw)) {
            [void]$built.Append($Raw, $at, $escape.Index - $at)
            $at = $escape.Index + $escape.Length
            $letter = $escape.Groups[2].Value
            if ($escape.Groups[1].Success) {
                [void]$built.Append([char][Convert]::ToInt32($escape.Groups[1].Value, 16))
            } elseif ($script:JsonEscapes.ContainsKey($letter)) {
                [void]$built.Append($script:JsonEscapes[$letter])
            } else {
                [void]$built.Append($letter)
            }
        }
        [void]$built.Append($Raw, $at, $Raw.Length - $at)
        $text = $built.ToString()
        try { [void]$script:Utf8.GetByteCount($text) } catch { Deny-PerfJson 'a lone surrogate' }
    }
    return $text
}

# The characters between the quotes of a JSON string, as JavaScript writes them.  In and out are
# arrays that the caller can wipe.
function ConvertTo-PerfJsonChars {
    param([char[]] $Characters)
    $escaped = [char[]]::new(6 * $Characters.Length)
    $size = 0
    foreach ($character in $Characters) {
        $code = [int]$character
        $letter = switch ($code) {
            8 { 'b' } 9 { 't' } 10 { 'n' } 12 { 'f' } 13 { 'r' } 34 { '"' } 92 { '\' }
        }
        $piece = $character
        if ($letter) { $piece = "\$letter" } elseif ($code -lt 32) { $piece = '\u{0:x4}' -f $code }
        foreach ($c in [char[]]$piece) { $escaped[$size++] = $c }
    }
    $exact = [char[]]::new($size)
    [Array]::Copy($escaped, $exact, $size)
    Clear-PerfSecret @(, $escaped)
    return , $exact
}

# Write dictionaries (use [ordered]), lists, strings, whole numbers, booleans and $null, without
# white space.
function ConvertTo-PerfJson {
    param($Value)
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
    if ($Value -is [int] -or $Value -is [long]) {
        return $Value.ToString([Globalization.CultureInfo]::InvariantCulture)
    }
    if ($Value -is [string]) {
        return '"' + [string]::new((ConvertTo-PerfJsonChars $Value.ToCharArray())) + '"'
    }
    if ($Value -is [Collections.IDictionary]) {
        $members = foreach ($name in $Value.Keys) {
            (ConvertTo-PerfJson ([string]$name)) + ':' + (ConvertTo-PerfJson $Value[$name])
        }
        return '{' + ($members -join ',') + '}'
    }
    if ($Value -is [Collections.IEnumerable]) {
        $elements = foreach ($element in $Value) { ConvertTo-PerfJson $element }
        return '[' + ($elements -join ',') + ']'
    }
    throw [ArgumentException]::new("no JSON for a $($Value.GetType().Name)")
}

# Members of a reply: present and of this type, or a failure that names the member.  Unknown
# members are ignored.
function Get-PerfMember {
    param($Object, [string] $Name, [type] $Type, [string] $In = '')
    $value = $null
    if ($Object.Contains($Name)) { $value = $Object[$Name] }
    if ($value -isnot $Type) { Deny-PerfReply "$In${Name}: expected a $($Type.Name)" }
    return , $value
}

function Get-PerfMemberBytes {
    param($Object, [string] $Name, [string] $Encoding, [int] $Size, [string] $In = '')
    $text = Get-PerfMember $Object $Name ([string]) $In
    $bytes = switch ($Encoding) {
        'hex' { , (ConvertFrom-PerfHex $text) }
        'base64' { , (ConvertFrom-PerfBase64 $text) }
        'base64url' { , (ConvertFrom-PerfBase64Url $text) }
        'text' { , (ConvertTo-PerfBytes $text) }
    }
    if ($null -eq $bytes -or ($Size -ne 0 -and $bytes.Length -ne $Size)) {
        $wanted = if ($Size -ne 0) { "$Size bytes in " } else { '' }
        Deny-PerfReply "$In${Name}: expected $wanted$Encoding"
    }
    return , [byte[]]$bytes
}

# A read value as objects for people: dictionaries become [pscustomobject].  PowerShell's members
# ignore case, so of two names that differ in case only the first stays.
function ConvertTo-PerfObject {
    param($Value)
    if ($Value -is [Collections.IDictionary]) {
        $members = [ordered]@{}
        foreach ($name in $Value.Keys) {
            if ($members.Contains($name)) { continue }
            $members[$name] = ConvertTo-PerfObject $Value[$name]
        }
        return [pscustomobject]$members
    }
    if ($Value -is [Collections.Generic.List[object]]) {
        $elements = [object[]]::new($Value.Count)
        for ($i = 0; $i -lt $elements.Length; $i++) {
            $elements[$i] = ConvertTo-PerfObject $Value[$i]
        }
        return , $elements
    }
    return $Value
}
