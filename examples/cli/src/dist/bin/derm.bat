@echo off
rem The derm command, with the libraries beside it. See: derm --help
rem What the options and variables are for stands in the launcher for Linux and macOS beside this one.
setlocal
set "HOME_FOLDER=%~dp0.."
if not defined OMP_WAIT_POLICY set OMP_WAIT_POLICY=passive
if not defined GOMP_SPINCOUNT set GOMP_SPINCOUNT=20000
if "%~1"=="quickstart" if not defined OMP_NUM_THREADS set OMP_NUM_THREADS=1
set HEAP=3g
if "%~1"=="serve" set HEAP=1g
set JAVA=java
rem Quotes in JAVA_HOME would end those around the path.
if defined JAVA_HOME set "JAVA=%JAVA_HOME:"=%\bin\java"
"%JAVA%" -Xmx%HEAP% -XX:G1PeriodicGCInterval=15000 -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Dfile.encoding=UTF-8 %DERM_JAVA_OPTS% -cp "%HOME_FOLDER%\app\*;%HOME_FOLDER%\lib\*" io.github.derm4j.cli.Derm %*
exit /b %ERRORLEVEL%
