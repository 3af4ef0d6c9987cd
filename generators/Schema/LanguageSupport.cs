// What the language needs of the framework, and netstandard2.0 lacks.
namespace System.Runtime.CompilerServices
{
    /// <summary>Needed by <c>init</c> and records.</summary>
    internal static class IsExternalInit;

    /// <summary>Needed by <c>required</c>.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>Needed by <c>required</c>.</summary>
    /// <param name="featureName">The feature's name.</param>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        /// <summary>The feature's name.</summary>
        public string FeatureName { get; } = featureName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Needed by <c>required</c> in records.</summary>
    [AttributeUsage(AttributeTargets.Constructor, Inherited = false)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;
}
