# SPDX-License-Identifier: Apache-2.0
# A test is a sentence and a block; a block that throws has failed.
$tests = @{ Passed = 0; Failed = 0; Suite = '' }

function Test-That {
    param([string] $Sentence, [scriptblock] $Block)
    try {
        $null = . $Block
        $tests.Passed++
    } catch {
        $tests.Failed++
        $at = @($_.ScriptStackTrace -split "`n" -like '*.ps1*' -notlike '*Harness.ps1*')[0]
        [Console]::WriteLine("FAILED $($tests.Suite): ${Sentence}: $($_.Exception.Message) ($at)")
    }
}

function Skip-Suite {
    param([string] $Reason)
    [Console]::WriteLine("skip: $($tests.Suite): $Reason")
}

function Assert-True {
    param($Condition, [string] $About = 'expected true')
    if (-not $Condition) { throw $About }
}

# Bytes are compared in hex, everything else by value and case.
function Assert-Equal {
    param($Expected, $Actual, [string] $About = '')
    $texts = foreach ($value in @(, $Expected; , $Actual)) {
        if ($value -is [byte[]]) { ConvertTo-PerfHex $value } elseif ($null -eq $value) { '<null>' } else { "$value" }
    }
    if ($texts[0] -cne $texts[1]) { throw "$About expected <$($texts[0])>, got <$($texts[1])>" }
}

# The block must fail with this code (the error's id).
function Assert-Fails {
    param([string] $Code, [scriptblock] $Block)
    # Long names: the block sees the variables of this function before those of its own file.
    $failureCode = 'no error'
    $failureText = ''
    try { $null = . $Block } catch {
        # An advanced function adds ",Name" to the id.
        $failureCode = $_.FullyQualifiedErrorId.Split(',')[0]
        $failureText = $_.Exception.Message
    }
    if ($failureCode -cne $Code) { throw "expected $Code, got $failureCode $failureText" }
}

# The path of a fixture, or $null when it is not there.
function Get-Fixture {
    param([string] $Name)
    $path = [IO.Path]::Combine($fixtures, $Name)
    if ([IO.File]::Exists($path) -or [IO.Directory]::Exists($path)) { return $path }
    return $null
}

function Read-JsonFile {
    param([string] $Path)
    return , (ConvertFrom-PerfJson ([IO.File]::ReadAllBytes($Path)))
}
