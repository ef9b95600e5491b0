# SPDX-License-Identifier: Apache-2.0
# What a user of the shell sees: the exported functions, their help, the script.
$folder = [IO.Path]::Combine($root, 'sdk', 'powershell')
$script = [IO.Path]::Combine($folder, 'register-user.ps1')
$public = @('Get-PerfMetric', 'Get-PerfSession', 'Get-PerfSummary', 'Register-PerfUser'
    'Revoke-PerfSession', 'Test-PerfEnclave')
$cmdlet = [System.Management.Automation.PSCmdlet]
$common = @($cmdlet::CommonParameters) + @($cmdlet::OptionalCommonParameters)

Test-That 'the manifest is valid and exports the six functions, nothing else' {
    $module = Get-Module PerfAggregator
    $names = [string[]]$module.ExportedCommands.Keys
    [Array]::Sort($names, [StringComparer]::Ordinal)
    Assert-Equal ($public -join ' ') ($names -join ' ')
    Assert-Equal '0.1.0' "$($module.Version)"
    $manifest = Test-ModuleManifest ([IO.Path]::Combine($folder, 'PerfAggregator', 'PerfAggregator.psd1'))
    Assert-Equal '5.1' "$($manifest.PowerShellVersion)"
}
foreach ($name in $public + $script) {
    Test-That "$([IO.Path]::GetFileName($name)) has help for itself and for every parameter" {
        $help = Get-Help $name -Full
        Assert-True ($help.Synopsis.Length -gt 20) 'synopsis'
        Assert-True ("$($help.Description[0].Text)".Length -gt 20) 'description'
        Assert-True (@($help.Examples.Example).Count -ge 1) 'example'
        $described = @{}
        foreach ($parameter in $help.Parameters.Parameter) {
            $text = $parameter.PSObject.Properties['Description']
            if ($null -ne $text -and $text.Value) { $described[$parameter.Name] = $true }
        }
        foreach ($parameter in (Get-Command $name).Parameters.Keys) {
            if ($parameter -cin $common -or $parameter -ceq 'Transport') { continue }
            Assert-True $described.ContainsKey($parameter) "-$parameter has no help"
        }
    }
}
Test-That "the script has the original's parameters" {
    $parameters = (Get-Command $script).Parameters
    foreach ($name in 'UserId', 'Exchange', 'ApiKey', 'Secret', 'AccountType', 'Sandbox', 'ServiceUrl',
        'Secure', 'Credential', 'Label', 'Ttl', 'Proof', 'Measurement',
        'InsecureSimulatedRoot', 'AllowSecretsToSimulated', 'WhatIf', 'Confirm') {
        Assert-True $parameters.ContainsKey($name) $name
    }
}

# As a program: each in a shell of its own, as `pwsh -File` would.
function Invoke-Script {
    param([string[]] $Arguments, [string] $Typed = '')
    $start = [Diagnostics.ProcessStartInfo]::new([Diagnostics.Process]::GetCurrentProcess().MainModule.FileName)
    foreach ($argument in @($script) + $Arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $true; $start.RedirectStandardOutput = $true; $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Write($Typed)
    $process.StandardInput.Close()
    $talk = $process.StandardError.ReadToEndAsync()
    $out = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    return @{ Code = $process.ExitCode; Out = $out; Talk = $talk.GetAwaiter().GetResult() }
}
$who = @('-UserId', 'trader-john', '-Exchange', 'binance', '-ServiceUrl', 'http://127.0.0.1:9')
$trusting = $who + @('-Measurement', ('00' * 32), '-Secure')
$secrets = @('-ApiKey', 'abc123abc123', '-Secret', 'xyz789xyz789')

Test-That 'without -Secure the script explains, sends nothing and leaves with 1' {
    $ran = Invoke-Script ($who + $secrets)
    Assert-Equal 1 $ran.Code
    Assert-Equal '' $ran.Out
    Assert-True $ran.Talk.Contains('Add -Secure') $ran.Talk
}
Test-That 'without a measurement the script says where to take it from' {
    $ran = Invoke-Script ($who + $secrets + '-Secure')
    Assert-Equal 1 $ran.Code
    Assert-True $ran.Talk.Contains('-Measurement: name the code you trust') $ran.Talk
}
Test-That 'a service that is not there is named, with exit code 1' {
    $ran = Invoke-Script ($trusting + $secrets)
    Assert-Equal 1 $ran.Code
    Assert-Equal '' $ran.Out
    Assert-True $ran.Talk.Contains('http://127.0.0.1:9 cannot be reached') $ran.Talk
    Assert-True $ran.Talk.Contains('-ApiKey as plain text') $ran.Talk
}
Test-That 'missing secrets are asked for, and not echoed' {
    $ran = Invoke-Script $trusting "typedkey1234`ntypedsecret1234`n"
    Assert-True $ran.Talk.Contains('binance API key: binance API secret: ') $ran.Talk
    Assert-True $ran.Talk.Contains('cannot be reached') $ran.Talk
    Assert-True (($ran.Out + $ran.Talk) -cnotmatch 'typed')
    $ran = Invoke-Script $trusting
    Assert-Equal 1 $ran.Code
    Assert-True $ran.Talk.Contains('-ApiKey: it is missing') $ran.Talk
}
Test-That '-WhatIf says what would happen and leaves with 0' {
    $ran = Invoke-Script ($trusting + '-WhatIf')
    Assert-Equal 0 $ran.Code $ran.Talk
    Assert-True $ran.Talk.Contains('What if: ') $ran.Talk
}
Test-That 'a value the shell refuses ends with 1' {
    Assert-Equal 1 (Invoke-Script ($trusting + @('-AccountType', 'swap'))).Code
    Assert-Equal 1 (Invoke-Script ($trusting + $secrets + @('-Ttl', '1'))).Code
}
Test-That 'dot-sourced, the script fails and does not end its caller' {
    $isRefused = $false
    try { . $script -UserId a -Exchange binance -ServiceUrl http://127.0.0.1:9 } catch { $isRefused = $true }
    Assert-True $isRefused
}
