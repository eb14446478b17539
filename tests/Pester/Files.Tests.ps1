# Files for tasks, and files that tasks leave.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-Emulator
}

AfterAll {
    Stop-Emulator
}

Describe 'Files' {
    It 'of a task are saved for other cmdlets to go on with' {
        $saved = Invoke-WebRunTask 'x [[files=a.txt:2KB,b.txt]]' | Save-WebRunFile $TestDrive/saved -PassThru

        ($saved | Get-FileHash).Count | Should -Be 2
        (Get-ChildItem $TestDrive/saved).Name | Should -Be a.txt, b.txt
        (Get-Item $TestDrive/saved/a.txt).Length | Should -Be 2KB
    }

    It 'that are there stay as they are without -Force' {
        $task = Invoke-WebRunTask 'x [[files=report.txt]]'
        $null = New-Item $TestDrive/kept/report.txt -Value mine -Force

        $task | Save-WebRunFile $TestDrive/kept -ErrorAction SilentlyContinue -ErrorVariable failed
        Get-Content $TestDrive/kept/report.txt | Should -Be mine
        $failed | Should -HaveCount 1

        $task | Save-WebRunFile $TestDrive/kept -Force
        Get-Content $TestDrive/kept/report.txt -Raw | Should -Not -Be mine
    }

    It 'of a folder go into an environment, and out of it' {
        $environment = New-WebRunEnvironment shop
        'january', 'february' | ForEach-Object { Set-Content "$TestDrive/$_.pdf" $_ }

        $null = Get-ChildItem $TestDrive -Filter *.pdf | Send-WebRunFile -EnvironmentId $environment
        (Get-WebRunFile $environment).FileName | Sort-Object | Should -Be february.pdf, january.pdf

        Get-WebRunFile $environment | Where-Object FileName -Like j* | Remove-WebRunFile -Confirm:$false
        (Get-WebRunFile $environment).FileName | Should -Be february.pdf
    }

    It 'that are missing are an error before anything is sent' {
        { Invoke-WebRunTask x -File $TestDrive/nowhere.pdf -ErrorAction Stop } | Should -Throw -ErrorId '*,WebRun.PowerShell.InvokeWebRunTaskCommand'
    }
}
