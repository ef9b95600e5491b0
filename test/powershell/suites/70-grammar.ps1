# SPDX-License-Identifier: Apache-2.0
# What is shipped must run in Windows PowerShell 5.1 on .NET Framework 4.8: its syntax, commands
# and .NET members are read off the syntax tree.  Framework's are a list of what was looked up.

# Type::Member, or Type::* for those whose every use here exists; types below System.
$frameworkStatics = @(
    'ArgumentException::new', 'ArgumentOutOfRangeException::new', 'Array::Clear', 'Array::Copy', 'Array::Reverse'
    'BitConverter::GetBytes', 'BitConverter::IsLittleEndian', 'BitConverter::ToString'
    'Collections.Generic.List[object]::new', 'Collections.Generic.Stack[hashtable]::new'
    'Collections.Specialized.OrderedDictionary::new', 'Convert::FromBase64String', 'Convert::ToBase64String'
    'Convert::ToByte', 'Convert::ToInt32', 'DateTimeOffset::UtcNow', 'Diagnostics.Stopwatch::StartNew'
    'Collections.Generic.List[Linq.Expressions.Expression]::new', 'Linq.Expressions.Expression::Block'
    'Linq.Expressions.Expression::Call', 'Linq.Expressions.Expression::Constant'
    'Linq.Expressions.Expression::Convert', 'Linq.Expressions.Expression::Equal'
    'Linq.Expressions.Expression::Lambda', 'Linq.Expressions.Expression::OrElse'
    'Linq.Expressions.Expression::Parameter'
    'FormatException::new', 'Globalization.CultureInfo::InvariantCulture', 'IO.File::ReadAllBytes'
    'IO.MemoryStream::new', 'IO.Path::Combine', 'InvalidOperationException::new'
    'Management.Automation.ErrorRecord::new', 'Math::Ceiling', 'Math::Min', 'Net.SecurityProtocolType::Tls12'
    'Net.ServicePointManager::SecurityProtocol', 'Net.WebRequest::Create'
    'Runtime.InteropServices.Marshal::Copy', 'Runtime.InteropServices.Marshal::SecureStringToGlobalAllocUnicode'
    'Runtime.InteropServices.Marshal::ZeroFreeGlobalAllocUnicode', 'Security.Cryptography.Aes::Create'
    'Security.Cryptography.CipherMode::ECB', 'Security.Cryptography.ECCurve+NamedCurves::nistP256'
    'Security.Cryptography.ECDsa::Create', 'Security.Cryptography.ECParameters::new'
    'Security.Cryptography.ECPoint::new', 'Security.Cryptography.HMACSHA256::new'
    'Security.Cryptography.HashAlgorithmName::SHA256', 'Security.Cryptography.PaddingMode::None'
    'Security.Cryptography.RandomNumberGenerator::Create', 'Security.Cryptography.SHA256::Create'
    'Security.Cryptography.SHA512::Create', 'StringComparer::Ordinal', 'StringComparison::Ordinal'
    'Text.Encoding::ASCII', 'Text.Encoding::GetEncoding', 'Text.StringBuilder::new', 'Text.UTF8Encoding::new'
    'UriKind::Absolute', 'bigint::ModPow', 'bigint::One', 'bigint::Pow', 'bigint::Zero', 'bigint::new'
    'byte[]::new', 'char[]::new', 'int[]::new', 'char::IsControl', 'datetime::MaxValue', 'datetime::MinValue'
    'datetime::TryParseExact', 'datetime::UtcNow', 'double::Parse', 'long::TryParse', 'object[]::new'
    'regex::Match', 'regex::new', 'securestring::new', 'string::new', 'uint64[]::new', 'uri::EscapeDataString'
    'uri::TryCreate'
)
# What Framework lacks and is reached only behind a check at run time: member, file.
$guarded = @{ 'Security.Cryptography.AesGcm::new' = 'AesGcm.ps1' }
# Types that are named without a static member: in casts, catches and parameters.
$frameworkTypes = @(
    'Linq.Expressions.ParameterExpression[]', 'Net.Security.RemoteCertificateValidationCallback'
    'Net.Security.SslPolicyErrors', 'Security.Cryptography.X509Certificates.X509Certificate'
    'Security.Cryptography.X509Certificates.X509Chain', 'type[]'
    'Collections.IDictionary', 'Collections.IEnumerable', 'Exception', 'IO.IOException', 'Net.WebException',
    'Net.Sockets.SocketException'
    'Net.WebResponse', 'Security.Authentication.AuthenticationException'
    'Security.Cryptography.CryptographicException', 'bool', 'byte', 'char', 'datetime', 'hashtable', 'int', 'int[]'
    'long', 'long[]', 'object', 'object[]', 'ordered', 'pscredential', 'pscustomobject', 'ref', 'scriptblock'
    'string[]'
    'switch', 'type', 'uint64', 'void'
)
# Instance members that newer .NET has and Framework has not.
$newMembers = @(
    'AppendJoin', 'AsMemory', 'AsSpan', 'Deconstruct', 'EnsureCapacity', 'ExportECPrivateKey'
    'ExportSubjectPublicKeyInfo', 'GetBitLength', 'ImportFromPem', 'ImportSubjectPublicKeyInfo', 'ReadExactly'
    'ReplaceLineEndings', 'TryAdd', 'TryComputeHash', 'TryDequeue', 'TryPeek', 'TryPop'
)
$coreCommands = @('Export-ModuleMember', 'Import-Module', 'Set-StrictMode', 'ForEach-Object', 'Where-Object')

# What 5.1 would not take in this text, one line each.
function Get-GrammarProblem {
    param([string] $Text, [string] $Name)
    $tokens = $null; $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref]$tokens, [ref]$errors)
    foreach ($problem in $errors) { "does not parse: $problem" }
    $functions = $ast.FindAll({ param($node) $node.GetType().Name -ceq 'FunctionDefinitionAst' }, $true)
    $own = @($functions | ForEach-Object { $_.Name })
    foreach ($node in $ast.FindAll({ $true }, $true)) {
        $line = $node.Extent.StartLineNumber
        switch -CaseSensitive ($node.GetType().Name) {
            'TernaryExpressionAst' { "line ${line}: ternary" }
            'PipelineChainAst' { "line ${line}: && or ||" }
            'PipelineAst' { if ($node.Background) { "line ${line}: background job" } }
            'BinaryExpressionAst' { if ("$($node.Operator)" -ceq 'QuestionQuestion') { "line ${line}: ??" } }
            'AssignmentStatementAst' { if ("$($node.Operator)" -ceq 'QuestionQuestionEquals') { "line ${line}: ??=" } }
            'IndexExpressionAst' { if ($node.NullConditional) { "line ${line}: ?[]" } }
            'ForEachStatementAst' { if ("$($node.Flags)" -cne 'None') { "line ${line}: foreach -parallel" } }
            'TypeDefinitionAst' { "line ${line}: class or enum" }
            'UsingStatementAst' { "line ${line}: using" }
            'ScriptBlockAst' {
                if ($null -ne $node.CleanBlock) { "line ${line}: clean block" }
                $needs = $node.ScriptRequirements
                if ($null -eq $needs) { continue }
                if ($needs.RequiredPSVersion -gt [version]'5.1') { "line ${line}: #requires above 5.1" }
                if ($needs.RequiredPSEditions.Count -gt 0) { "line ${line}: #requires an edition" }
            }
            'CommandParameterAst' {
                if ($node.ParameterName -in 'Parallel', 'AsHashtable') { "line ${line}: -$($node.ParameterName)" }
            }
            'CommandAst' {
                $command = $node.GetCommandName()
                $isKnown = $null -eq $command -or $command -clike '*-Perf*' -or
                    $command -cin $coreCommands -or $command -cin $own
                if (-not $isKnown) { "line ${line}: the command $command" }
            }
            { $_ -cin 'MemberExpressionAst', 'InvokeMemberExpressionAst' } { Get-MemberProblem $node $Name }
            { $_ -cin 'TypeExpressionAst', 'TypeConstraintAst' } {
                $type = "$($node.TypeName)"
                $isKnown = $type -cin $frameworkTypes
                foreach ($known in @($frameworkStatics) + @($guarded.Keys)) {
                    $isKnown = $isKnown -or $known.StartsWith("${type}::", [StringComparison]::Ordinal)
                }
                if (-not $isKnown) { "line ${line}: the type [$type] is not looked up" }
            }
        }
    }
    foreach ($token in $tokens) {
        $line = $token.Extent.StartLineNumber
        $kind = "$($token.Kind)"
        if ($kind -ceq 'Number' -and $token.Text -match '^(0b.*|(0x[0-9a-f]+|[0-9.]+)(u|ul|us|uy|y|s|n))$') {
            "line ${line}: the number $($token.Text)"
        }
        if ($kind -clike '*StringExpandable' -and $token.Text -cmatch '`e|`u\{') {
            "line ${line}: an escape of version 6"
        }
    }
}

function Get-MemberProblem {
    param($Node, [string] $Name)
    $line = $Node.Extent.StartLineNumber
    $member = "$($Node.Member)".Trim("'")
    if ($Node.NullConditional) { "line ${line}: ?." }
    if (-not $Node.Static) {
        if ($member -in $newMembers) { "line ${line}: .$member is newer than Framework 4.8" }
        return
    }
    if ($Node.Expression.GetType().Name -cne 'TypeExpressionAst') {
        # $type::new, in the guarded file only
        if ($Name -cnotin $guarded.Values) { "line ${line}: a static member of something that is no type" }
        return
    }
    $static = "$($Node.Expression.TypeName)::$member"
    if ($static -cin $frameworkStatics) { return }
    if ($guarded.ContainsKey($static) -and $guarded[$static] -ceq $Name) { return }
    "line ${line}: [$static] is not looked up in Framework 4.8"
}

$folder = [IO.Path]::Combine($root, 'sdk', 'powershell')
$shipped = [IO.Directory]::GetFiles($folder, '*.ps*1', 'AllDirectories')
[Array]::Sort($shipped, [StringComparer]::Ordinal)
Test-That 'all of the shipped files are looked at' { Assert-True ($shipped.Count -ge 26) "$($shipped.Count)" }
foreach ($file in $shipped) {
    $name = [IO.Path]::GetFileName($file)
    Test-That "$name is for 5.1 too" {
        $problems = @(Get-GrammarProblem ([IO.File]::ReadAllText($file)) $name)
        Assert-Equal '' ($problems -join '; ')
    }
    Test-That "$name is UTF-8 with a byte order mark and one licence line" {
        $bytes = [IO.File]::ReadAllBytes($file)
        Assert-Equal 'efbbbf' (ConvertTo-PerfHex (Get-PerfSlice $bytes 0 3))
        $text = $Utf8.GetString($bytes, 3, $bytes.Length - 3)
        Assert-True $text.StartsWith("# SPDX-License-Identifier: Apache-2.0`n", [StringComparison]::Ordinal)
        Assert-True (-not $text.Contains("`r")) 'line ends'
    }
}

# The check itself: each of these must be refused.
$refused = @(
    '$a ? 1 : 2', '$a ?? 1', '$a ??= 1', '${a}?.Length', '${a}?[0]', 'Get-PerfX && Get-PerfY'
    'Get-PerfX || Get-PerfY', 'Get-PerfX &', 'function Get-PerfX { clean { 1 } }', 'Add-Type -A x'
    '1..3 | ForEach-Object -Parallel { $_ }', 'ConvertFrom-Json -AsHashtable'
    "#requires -Version 7.0`n1", "#requires -PSEdition Core`n1", '[Convert]::FromHexString("00")'
    '[Security.Cryptography.HKDF]::Extract(1)', '[Security.Cryptography.AesGcm]::new($a)'
    '[Security.Cryptography.SHA256]::HashData($a)', '$a.AsSpan()', '$type::new()', '10n', '1ul', '5y'
    '0b11', '"`e[0m"', '"`u{1f600}"', 'class A {}', 'using namespace System', '[Span[byte]] $a = 1', 'if ('
    'try { 1 } catch [Text.Json.JsonException] { 2 }', 'Write-Host hello'
)
foreach ($text in $refused) {
    Test-That "the check refuses <$text>" { Assert-True (@(Get-GrammarProblem $text 'x.ps1').Count -gt 0) }
}
Test-That 'the check accepts what 5.1 takes' {
    $good = 'function Get-PerfX { param([string] $A) ' +
        'if ($A -ceq "b") { return [Math]::Min(1, 0x10) } ; 1KB, 5l, 1.5d, "`n" }'
    Assert-Equal '' (@(Get-GrammarProblem $good 'x.ps1') -join '; ')
}
Test-That 'every guarded member stands behind a check of the type' {
    $text = [IO.File]::ReadAllText([IO.Path]::Combine($folder, 'PerfAggregator', 'Private', 'AesGcm.ps1'))
    Assert-True $text.Contains("'Security.Cryptography.AesGcm' -as [type]")
    Assert-Equal 1 ([regex]::Matches($text, [regex]::Escape('[Security.Cryptography.AesGcm]::new')).Count)
    Assert-True $text.Contains('if ($script:UsePlatformAesGcm) { return Protect-PerfAesGcmPlatform')
}
