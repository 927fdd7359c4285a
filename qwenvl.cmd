@echo off
rem Runs the qwenvl command on Windows: finds a JDK, builds on first use, then hands over to Java. QWENVL_JAVA_OPTIONS adds JVM options.
setlocal
set "home=%~dp0"
rem What only LibTorch can do has a jar of its own; its 130 MB are fetched the first time.
set "module=cli"
set "jar=%home%cli\target\qwenvl.jar"
if "%~1"=="train" set "module=cli-training"
if "%~1"=="data" set "module=cli-training"
if "%~1"=="merge" set "module=cli-training"
if "%~1 %~2"=="eval scenes" set "module=cli-training"
if "%~1 %~2"=="eval things" set "module=cli-training"
if "%~1 %~2"=="eval calibration" set "module=cli-training"
echo. %* | findstr /c:"--device cuda" /c:"--device=cuda" >nul && set "module=cli-training"
if "%module%"=="cli-training" set "jar=%home%cli-training\target\qwenvl-training.jar"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo qwenvl: JDK 17 or newer was not found: install one or set JAVA_HOME>&2
  exit /b 1
)
if not exist "%jar%" (
  where mvn >nul 2>&1
  if errorlevel 1 (
    echo qwenvl: Maven is needed for the first run and was not found: install it>&2
    exit /b 1
  )
  echo qwenvl: building ^(the first time fetches libraries and takes a few minutes^) ...>&2
  call mvn -q -B -f "%home%pom.xml" -pl %module% -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package
  if errorlevel 1 exit /b 1
)
set "native="
for /f "tokens=2 delims==" %%v in ('""%java%" -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.specification.version =""') do set "version=%%v"
if %version% geq 24 set "native=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
"%java%" -Djava.awt.headless=true -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 %native% %QWENVL_JAVA_OPTIONS% -jar "%jar%" %*
exit /b %errorlevel%
