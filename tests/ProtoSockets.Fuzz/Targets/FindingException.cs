using System.Runtime.CompilerServices;
using System.Text;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>An input did what none may do.</summary>
internal sealed class FindingException(string message, Exception? cause = null) : Exception(message, cause)
{
    public static void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Otherwise otherwise)
    {
        if (!condition)
        {
            throw new FindingException(otherwise.ToString());
        }
    }

    /// <summary>A text that is made only when it is needed: inputs are many, and nearly all of them are taken well.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Otherwise
    {
        private readonly StringBuilder? _text;

        public Otherwise(int literalLength, int formattedCount, bool condition, out bool isNeeded)
        {
            isNeeded = !condition;
            _text = condition ? null : new StringBuilder(literalLength + (16 * formattedCount));
        }

        public void AppendLiteral(string text) => _text!.Append(text);

        public void AppendFormatted<T>(T value) => _text!.Append(value);

        public void AppendFormatted<T>(T value, string format)
            where T : IFormattable => _text!.Append(value.ToString(format, null));

        public override string ToString() => _text!.ToString();
    }
}
