package io.github.qwenvl4j.hub;

import java.io.IOException;
import java.nio.file.Path;

/** A model's folder on this machine while it is being filled. */
interface Store {

    /** Where the model is opened. */
    Path folder();

    /** Whether the file is in the folder. */
    boolean has(RemoteFile file) throws IOException;

    /** Whether the file's content is here, be it in the folder or not. */
    boolean hasContent(RemoteFile file) throws IOException;

    /** Where the whole file is moved to. */
    Path content(RemoteFile file);

    /** Makes the fetched file appear in the folder. */
    void publish(RemoteFile file) throws IOException;

    /** Held while a file is fetched. */
    Path lock(RemoteFile file);

    /** Called when everything is there. */
    void complete() throws IOException;
}
