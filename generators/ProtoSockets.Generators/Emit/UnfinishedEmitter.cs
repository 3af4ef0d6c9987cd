using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit;

/// <summary>Completes the declarations of a definition that is wrong, so that the compiler gets as far as the analyzer that says what is wrong with it.</summary>
internal static class UnfinishedEmitter
{
    public static string Emit(UnfinishedSpec unfinished) => SourceFile.Inside(unfinished.Type, writer =>
    {
        foreach (string type in unfinished.Types)
        {
            writer.Line($"/// <summary>Not generated: the definition of {unfinished.Type.Name} is wrong.</summary>");
            writer.Line($"{type};");
        }

        foreach (UnfinishedPropertySpec property in unfinished.Properties)
        {
            writer.Open(property.Declaration);
            foreach (string accessor in property.Accessors)
            {
                writer.Line($"{accessor} => throw new global::System.NotSupportedException(\"The definition of {unfinished.Type.Name} is wrong.\");");
            }

            writer.Close();
        }
    });
}
