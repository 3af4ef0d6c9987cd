using ProtoSockets.Package.Tests.Harness;

namespace ProtoSockets.Package.Tests;

/// <summary>A user's program that knows the package alone, under the strictest settings that a user can choose.</summary>
public sealed class UserProgramTests(PackedPackage package)
{
    // Off is only what speaks about the program's own code: nested public types are how protocols are written (CA1034), a console program shows
    // text as it is (CA1303), has no synchronisation context (CA2007) and is no library (CA1515).
    private const string Strictest = """
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AnalysisLevel>latest-all</AnalysisLevel>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <IsAotCompatible>true</IsAotCompatible>
            <NoWarn>$(NoWarn);CA1034;CA1303;CA2007;CA1515</NoWarn>
        """;

    [Fact]
    public async Task A_chat_compiles_without_a_warning_and_talks()
    {
        var project = new UserProject(package, "Chat", Strictest);
        project.CopyFrom("Chat");

        (await project.BuildAsync()).MustSucceed("Building the chat");
        CommandResult result = (await project.RunAsync()).MustSucceed("The chat");

        Assert.Equal("member 7, 3 online\nmember 7: hello\ndrained\n", result.Output.ReplaceLineEndings("\n"));
    }
}
