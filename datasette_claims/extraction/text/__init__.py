"""From a text to a document: what frames the article, tokens, sentences, quotations."""
