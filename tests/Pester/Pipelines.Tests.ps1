# The commands between other cmdlets: rows in, objects out.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-Emulator
    class Product { [string] $Title; [decimal] $Price }
}

AfterAll {
    Stop-Emulator
}

Describe 'In a pipeline' {
    BeforeEach {
        Reset-Emulator
    }

    It 'the rows of a CSV become tasks, and tasks the rows of a CSV' {
        'TaskDetails,StartingPoint', 'a [[result=1]],https://a.example', 'b [[result=2]],' | Set-Content $TestDrive/shops.csv

        Import-Csv $TestDrive/shops.csv | Invoke-WebRunTask | Select-Object TaskDetails, Output, Cost | Export-Csv $TestDrive/results.csv -NoTypeInformation

        (Import-Csv $TestDrive/results.csv | Sort-Object TaskDetails).Output | Should -Be 1, 2
    }

    It 'tasks are sorted, filtered, grouped and summed' {
        $tasks = 'a [[cost=2]]', 'b [[cost=3]]', 'c [[cost=1]]', 'd [[fail=PAGE_CRASH; cost=4]]' | Invoke-WebRunTask -ErrorAction SilentlyContinue -ErrorVariable failed
        $all = @($tasks) + $failed.TargetObject

        ($all | Sort-Object Cost -Descending).Cost | Should -Be 4, 3, 2, 1
        ($all | Where-Object Status -EQ Failed).TaskDetails | Should -BeLike 'd *'
        $all | Group-Object Status | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" } | Should -Be 'Completed 3', 'Failed 1'
        ($all | Measure-Object Cost -Sum).Sum | Should -Be 10
        ($all | Measure-WebRunCost).Cost | Should -Be 10
    }

    It 'Tee-Object keeps what goes on' {
        $cost = 'a [[cost=1]]', 'b [[cost=2]]' | Invoke-WebRunTask | Tee-Object -Variable tasks | Measure-WebRunCost

        $cost.Cost | Should -Be 3
        $tasks | Should -HaveCount 2
    }

    It 'Select-Object -First runs no more than it needs' {
        $task = 1..5 | ForEach-Object { "task $_" } | Invoke-WebRunTask -ThrottleLimit 1 | Select-Object -First 1

        $task.TaskDetails | Should -Be 'task 1'
        (Get-Book).startedTasks | Should -Be 1
        (Get-Book).openSessions | Should -Be 0
    }

    It 'a session passes from its beginning to its end' {
        $task = New-WebRunSession -StartingPoint https://amazon.com | Send-WebRunTask 'Search [[result=found]]' | Wait-WebRunTask | Tee-Object -Variable done | Stop-WebRunSession

        $task | Should -BeNullOrEmpty
        $done.Message | Should -Be found
        (Get-Book).openSessions | Should -Be 0
    }

    It 'a task becomes JSON without what is only for its view' {
        $task = Invoke-WebRunTask 'x [[result=1; cost=0.5]]'

        $json = $task | ConvertTo-Json -Depth 5

        ($json | ConvertFrom-Json).Message | Should -Be 1
        ($json | ConvertFrom-Json).Cost | Should -Be 0.5
        $json | Should -Not -Match 'View|Style'
    }

    It 'a task in a file is waited for and ended by another process' {
        New-WebRunSession | Send-WebRunTask 'x [[duration=1s; result=late]]' | Export-Clixml $TestDrive/task.xml

        $task = Import-Clixml $TestDrive/task.xml | Wait-WebRunTask
        Import-Clixml $TestDrive/task.xml | Stop-WebRunSession

        $task.Message | Should -Be late
        (Get-Book).openSessions | Should -Be 0
    }
}

Describe 'Data instead of text' {
    It 'is objects that sort and export' {
        $answer = '{"offers":[{"seller":"A","price":12},{"seller":"B","price":9.5}]}'
        $task = Invoke-WebRunTask "Compare [[result=$answer]]" -OutputSchema @{ offers = @(@{ seller = 'string'; price = 'number' }) }

        $task.Output.offers | Sort-Object price | Export-Csv $TestDrive/offers.csv -NoTypeInformation

        Get-Content $TestDrive/offers.csv | Should -Be '"seller","price"', '"B","9.5"', '"A","12"'
    }

    It 'is rows with the columns that were asked for' {
        $rows = Invoke-WebRunTask 'x [[result="Price,Title\n1,A\n2,B"]]' -OutputSchema title, price | Select-Object -ExpandProperty Output

        $rows | ConvertTo-Csv -NoTypeInformation | Should -Be '"title","price"', '"A","1"', '"B","2"'
    }

    It 'is an instance of a class' {
        $product = (Invoke-WebRunTask 'x [[result={"Title":"A","Price":2}]]' -OutputSchema ([Product])).Output

        $product.Title, $product.Price | Should -Be A, 2
    }

    It 'keeps its depth through a file' {
        Invoke-WebRunTask 'x [[result={"a":{"b":{"c":[{"d":5}]}}}]]' -OutputSchema @{ a = @{ b = @{ c = @(@{ d = 'number' }) } } } | Export-Clixml $TestDrive/deep.xml

        (Import-Clixml $TestDrive/deep.xml).Output.a.b.c[0].d | Should -Be 5
    }
}
